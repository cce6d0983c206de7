import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { lean } from '../support/lean.ts';

export const root = resolve(import.meta.dirname, '../..');

interface Ran {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tarball of `npm pack`, installed for everybody and into one project beside the real `supabase` package. */
export interface Installed {
  readonly tarball: string;
  /** A folder with blanks in its name that no package.json or node_modules is above of. */
  readonly folder: string;
  readonly project: string;
  /** node_modules of the two installs. */
  readonly globally: string;
  readonly locally: string;
  /** Folders of node and the shell's own programs, without any `supabase`. */
  readonly bare: string;
  readonly run: (
    command: string,
    args: readonly string[],
    more?: { readonly cwd?: string; readonly path?: readonly string[] },
  ) => Promise<Ran>;
  readonly remove: () => void;
}

/** Packs and installs as people do; npm's cache answers what it can. About 10 s. */
export async function install(): Promise<Installed> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'permahub-test-pack-')));
  const folder = join(base, 'with blanks');
  const [project, prefix, bare, home] = ['a project', 'every body', 'bare', 'home'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  for (const path of [project, prefix, bare, home]) mkdirSync(path, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{"private":true}\n');
  mkdirSync(join(project, 'supabase'));
  writeFileSync(join(project, 'supabase/config.toml'), 'project_id = "shop"\n');
  symlinkSync(process.execPath, join(bare, 'node'));

  const npm = (args: readonly string[], cwd: string) =>
    execa('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd });
  await npm(['pack', '--ignore-scripts', '--pack-destination', base], root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const tarball = join(base, `permahub-${version}.tgz`);
  await Promise.all([
    npm(['install', '--prefer-offline', '--global', '--prefix', prefix, tarball], base),
    npm(['install', '--prefer-offline', tarball, 'supabase@3.1.0'], project),
  ]);

  const system = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  return {
    tarball,
    folder,
    project,
    globally: join(prefix, 'lib/node_modules'),
    locally: join(project, 'node_modules'),
    bare,
    run: async (command, args, more = {}) => {
      const ran = await execa(command, args, {
        cwd: more.cwd ?? project,
        // A session without a terminal, as a script has it.
        detached: true,
        stdin: 'ignore',
        reject: false,
        extendEnv: false,
        env: {
          ...lean,
          PATH: [...(more.path ?? []), bare, ...system].join(delimiter),
          HOME: home,
          XDG_STATE_HOME: join(home, 'state'),
          XDG_CACHE_HOME: join(home, 'cache'),
          npm_config_prefix: prefix,
          npm_config_update_notifier: 'false',
          SUPABASE_TELEMETRY_DISABLED: '1',
          NO_COLOR: '1',
        },
      });
      return { status: ran.exitCode, stdout: ran.stdout, stderr: ran.stderr };
    },
    remove: () => rmSync(dirname(folder), { recursive: true, force: true }),
  };
}
