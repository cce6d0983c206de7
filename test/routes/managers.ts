import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { type AccountHere, openAccount } from './account.ts';
import { openRegistry, type Published, type Registry } from './registry.ts';

const root = resolve(import.meta.dirname, '../..');
const fetched = join(import.meta.dirname, 'managers/node_modules');

/** A real package manager, and every way it has to start a package's command. */
export interface Manager {
  readonly title: string;
  /** Its programs, as PATH names them, and where they lie. */
  readonly programs: Readonly<Record<string, string>>;
  readonly install: string;
  /** What goes before the words of `supabase`. */
  readonly routes: readonly string[];
  /** What goes before the name of a package script. */
  readonly script: string;
  /** What downloads a copy of its own, before the words of `supabase`; null where it knows no such thing. */
  readonly download: string | null;
  /** The row of `permahub doctor`. */
  readonly row: string;
  /** Whether it starts what stands in node_modules/.bin. */
  readonly byBin: boolean;
  readonly settings: (registry: string) => Readonly<Record<string, string>>;
}

const npmrc = (registry: string) => ({ '.npmrc': `registry=${registry}/\n` });
const berry: Omit<Manager, 'title' | 'settings'> = {
  programs: { yarn: '@yarnpkg/cli-dist/bin/yarn.js' },
  ...{ install: 'yarn install', routes: ['yarn supabase', 'yarn run supabase', 'yarn exec supabase'] },
  ...{ script: 'yarn run', download: 'yarn dlx -q supabase', row: 'yarn supabase', byBin: false },
};
const yarnrc = (registry: string, linker: string) => ({
  ...npmrc(registry),
  '.yarnrc.yml': `npmRegistryServer: "${registry}"\nunsafeHttpWhitelist: ["127.0.0.1"]\nenableTelemetry: false\nenableGlobalCache: false\nnodeLinker: ${linker}\n`,
});

export const managers: readonly Manager[] = [
  {
    title: 'pnpm',
    programs: { pnpm: 'pnpm/pnpm', pnpx: 'pnpm/pnpx' },
    ...{ install: 'pnpm install', routes: ['pnpm supabase', 'pnpm exec supabase'], script: 'pnpm run' },
    ...{ download: 'pnpm dlx supabase', row: 'pnpm supabase', byBin: true, settings: npmrc },
  },
  {
    title: 'Yarn 1',
    programs: { yarn: 'yarn/bin/yarn.js' },
    ...{ install: 'yarn install', routes: ['yarn supabase', 'yarn run supabase'], script: 'yarn run' },
    ...{ download: null, row: 'yarn supabase', byBin: true, settings: npmrc },
  },
  { title: 'Yarn 4 with node_modules', ...berry, settings: (registry) => yarnrc(registry, 'node-modules') },
  { title: "Yarn 4 with Plug'n'Play", ...berry, settings: (registry) => yarnrc(registry, 'pnp') },
  {
    title: 'bun',
    programs: { bun: 'bun/bin/bun.exe', bunx: 'bun/bin/bun.exe' },
    ...{ install: 'bun install', routes: ['bunx supabase', 'bun run supabase', 'bun supabase'], script: 'bun run' },
    ...{ download: 'bunx supabase@3.1.0', row: 'bunx supabase', byBin: true, settings: npmrc },
  },
];

/** Somebody's project under a package manager, with packages from a registry on loopback alone. */
export interface Managed {
  readonly ann: AccountHere;
  /** A line in a terminal that is older than the set-up, or in a new one. */
  readonly run: (line: string, terminal?: 'old' | 'new') => Promise<{ status: number | undefined; said: string }>;
  readonly doctor: (terminal?: 'old' | 'new') => Promise<Found>;
  /** What the real CLI was told to do since this was last asked. */
  readonly reached: () => readonly string[];
  readonly remove: () => void;
}

interface Found {
  readonly status: number | undefined;
  readonly row: (name: string) => { readonly state: string; readonly detail: string; readonly mend: string | null };
}

/** Supabase's own launcher, with a program behind it that writes down what it is told; and a package beside it. */
export async function openPackages(record: string): Promise<Registry> {
  const program = `@supabase/cli-${process.platform}-${process.arch}`;
  const stub = `#!/bin/sh\ncase $* in --version) echo 3.1.0 ;; *) printf '%s\\n' "$*" >> '${record}' ;; esac\n`;
  const packages: readonly Published[] = [
    {
      manifest: {
        ...{ name: 'supabase', version: '3.1.0', type: 'module', bin: { supabase: 'dist/supabase.js' } },
        optionalDependencies: { [program]: '3.1.0' },
      },
      files: { 'dist/supabase.js': readFileSync(join(root, 'node_modules/supabase-3/dist/supabase.js'), 'utf8') },
    },
    {
      manifest: { name: program, version: '3.1.0', os: [process.platform], cpu: [process.arch], preferUnplugged: true },
      files: { 'bin/supabase': stub },
    },
    { manifest: { name: 'other', version: '1.0.0' }, files: {} },
  ];
  return openRegistry(packages);
}

export function openManaged(manager: Manager, registry: Registry, record: string, asksForIt = true): Managed {
  const ann = openAccount();
  const [bin, temporary] = ['managers', 'tmp'].map((name) => join(dirname(ann.home), name)) as [string, string];
  for (const path of [bin, temporary]) mkdirSync(path);
  for (const [name, path] of Object.entries(manager.programs)) {
    if (!existsSync(join(fetched, path)))
      throw new Error(`The package managers are missing in ${fetched}: sh .ci/prepare long`);
    symlinkSync(join(fetched, path), join(bin, name));
  }
  rmSync(join(ann.project, 'node_modules'), { recursive: true });
  const scripts = { list: 'supabase migration list', reset: 'supabase db reset --linked' };
  const asks = asksForIt ? { devDependencies: { supabase: '^3.1.0' } } : {};
  const files = {
    'package.json': `${JSON.stringify({ name: 'shop', private: true, scripts, ...asks }, null, 2)}\n`,
    ...manager.settings(registry.url),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(ann.project, name), text);
  ann.write('.bashrc', '');
  // bunx keeps what it downloaded in the temporary folder, for the next one who asks, and looks for registries in no project.
  const env = { ...ann.env, PATH: `${bin}:${ann.env.PATH}`, TMPDIR: temporary, BUN_CONFIG_REGISTRY: registry.url };
  const bash = (line: string, terminal: 'old' | 'new') =>
    execa('bash', [terminal === 'new' ? '-ic' : '-c', line], {
      ...{ cwd: ann.project, env, extendEnv: false, reject: false, stdin: 'ignore', timeout: 120_000 },
    });
  return {
    ann,
    run: async (line, terminal = 'old') => {
      const { exitCode, stdout, stderr } = await bash(line, terminal);
      return { status: exitCode, said: `${stdout}\n${stderr}` };
    },
    doctor: async (terminal = 'old') => {
      const { exitCode, stdout } = await bash(`'${join(root, 'bin/permahub')}' doctor --json`, terminal);
      const { routes } = JSON.parse(stdout) as {
        routes: { route: string; state: string; detail: string; mend: string }[];
      };
      return { status: exitCode, row: (name) => routes.find(({ route }) => route === name)! };
    },
    reached: () => {
      const said = existsSync(record) ? readFileSync(record, 'utf8').split('\n').filter(Boolean) : [];
      rmSync(record, { force: true });
      return said;
    },
    remove: ann.remove,
  };
}
