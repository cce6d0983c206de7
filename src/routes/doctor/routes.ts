import type { Shell } from '../install/types.ts';
import type { Probe, Route } from './types.ts';

/** What decides which routes there are. */
export interface Ways {
  /** Names of programs that PATH has. */
  readonly programs: ReadonlySet<string>;
  /** Shells with a set-up of this account: starting others would make them one. */
  readonly shells: readonly Shell[];
  readonly isProject: boolean;
  readonly isRepository: boolean;
  /** A folder outside of the project with a git hook `permahub-probe`. */
  readonly hooks: string;
}

const asked = 'supabase --version';

/** A route that is not there, and why. */
export type Missing = Pick<Route, 'route'> & { readonly why: string };

/** Every route, as a probe through it, or why it is not there. Pure. */
export function routesOf(ways: Ways): readonly (Probe | Missing)[] {
  const has = (program: string) => ways.programs.has(program);
  const when = (route: string, is: boolean | string, probe: Omit<Probe, 'route'>): Probe | Missing => {
    if (is === true) return { route, ...probe };
    return { route, why: is === false ? `${probe.program} is not here` : is };
  };
  const shell = (name: Shell, route: string, flags: string) => {
    const isUsed = ways.shells.includes(name) || `${name} has no set-up here`;
    return when(route, has(name) ? isUsed : false, {
      ...{ program: name, args: [flags, asked], start: 'fresh', shell: name },
    });
  };
  const manager = (route: string, program: string, args: readonly string[]) =>
    when(route, has(program) ? ways.isProject || 'no package.json here' : false, {
      ...{ program, args, start: 'here', byPackageManager: true },
    });
  return [
    shell('bash', 'bash, interactive', '-ic'),
    shell('bash', 'bash, login', '-lc'),
    shell('zsh', 'zsh, interactive', '-ic'),
    shell('zsh', 'zsh, login', '-lc'),
    shell('zsh', 'zsh -c', '-c'),
    shell('fish', 'fish, interactive', '-ic'),
    shell('fish', 'fish, login', '-lc'),
    shell('fish', 'fish -c', '-c'),
    shell('sh', 'sh, login', '-lc'),
    { route: 'sh -c', program: 'sh', args: ['-c', asked], start: 'here' },
    manager('npm script', 'npm', ['exec', '--no', '-c', asked]),
    when('npx supabase', has('npx'), {
      ...{ program: 'npx', args: ['--no', '--', ...asked.split(' ')], start: 'here', byPackageManager: true },
    }),
    manager('pnpm supabase', 'pnpm', ['exec', ...asked.split(' ')]),
    manager('yarn supabase', 'yarn', ['run', ...asked.split(' ')]),
    manager('bunx supabase', 'bunx', ['--no-install', ...asked.split(' ')]),
    when('downloaded copies', ['npx', 'pnpm', 'yarn', 'bunx'].some(has) || 'no npx, pnpm, yarn or bunx is here', {
      // What npm's launcher in such a copy would start.
      ...{ program: 'sh', args: ['-c', '"$SUPABASE_CLI_BINARY_OVERRIDE" --version'], start: 'here' },
      byDownload: true,
    }),
    when('make', has('make'), {
      ...{ program: 'make', args: ['-s', '-f', '-'], start: 'here', input: `permahub-probe:\n\t@${asked}\n` },
    }),
    when('git hook', has('git') ? ways.isRepository || 'no repository here' : false, {
      ...{ program: 'git', args: ['-c', `core.hooksPath=${ways.hooks}`, 'hook', 'run', 'permahub-probe'] },
      start: 'here',
    }),
    { route: "cron's bare PATH", program: 'sh', args: ['-c', asked], start: 'bare' },
  ];
}
