import type { Start } from './types.ts';

/** What keeps every program of a probe from the network, from asking and from writing more than it must. */
const quiet: Readonly<Record<string, string>> = {
  TERM: 'dumb',
  SUPABASE_NO_UPDATE_NOTIFIER: '1',
  SUPABASE_TELEMETRY_DISABLED: '1',
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
  npm_config_logs_max: '0',
  npm_config_loglevel: 'error',
  npm_config_verify_deps_before_run: 'false',
  pnpm_config_verify_deps_before_run: 'false',
  COREPACK_ENABLE_NETWORK: '0',
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  YARN_ENABLE_NETWORK: '0',
  YARN_ENABLE_TELEMETRY: '0',
  GIT_OPTIONAL_LOCKS: '0',
};

/**
 * The environment a probe starts in. 'here': ours, without what npm put into it when it started us. 'fresh': that, without
 * what our set-up put into it, so that a shell has to do it again. 'bare': cron's. Pure.
 */
export function environmentOf(
  start: Start,
  of: {
    readonly env: NodeJS.ProcessEnv;
    /** Folders of PATH whose `supabase` is the guard. */
    readonly guards: readonly string[];
    readonly nonce: string;
  },
): NodeJS.ProcessEnv {
  const { env, guards, nonce } = of;
  const probe = { ...quiet, PERMAHUB_PROBE: nonce };
  if (start === 'bare') {
    const { HOME, LOGNAME, USER } = env;
    return { HOME, LOGNAME, USER, ...probe, SHELL: '/bin/sh', PATH: '/usr/bin:/bin' };
  }
  const { PERMAHUB_DEPTH: _, ...own } = env.npm_execpath === undefined ? env : withoutNpm(env);
  if (start === 'here') return { ...own, ...probe };
  const { SUPABASE_CLI_BINARY_OVERRIDE: __, ...rest } = own;
  return {
    ...rest,
    ...probe,
    PATH: folders(own)
      .filter((folder) => !guards.includes(folder))
      .join(':'),
  };
}

function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !/^(npm_|INIT_CWD$)/.test(name));
  const path = folders(env).filter((folder) => !/\/node_modules\/\.bin$|\/node-gyp-bin$/.test(folder));
  return { ...Object.fromEntries(own), PATH: path.join(':') };
}

function folders(env: NodeJS.ProcessEnv): readonly string[] {
  return (env.PATH ?? '').split(':');
}
