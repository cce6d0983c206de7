/** What would lead the CLI elsewhere than to the clone, sign it in, or make it talk to somebody. */
const redirects: readonly RegExp[] = [
  /^PG/,
  /^(DOCKER|BUN|DO_NOT_TRACK|OTEL|SENTRY|POSTHOG|DBUS)(_|$)/,
  /^(https?|all|no)_proxy$/i,
  /^(HOME|XDG_.*|USERPROFILE|APPDATA|LOCALAPPDATA|NODE_OPTIONS|TMPDIR|CONTAINER_HOST)$/,
  /^SUPABASE_(ACCESS_TOKEN|PROJECT_ID|PROJECT_HOST|WORKDIR|PROFILE|HOME|YES|NETWORK_ID|SERVICES_HOSTNAME|API_URL|URL)$/,
  /^SUPABASE_(DB_PASSWORD|DB_PORT|DB_SHADOW_PORT|DB_URL|POSTGRES_URL|NATIVE_POSTGRES_USER|CLI_BINARY_OVERRIDE|GO_BINARY)$/,
  /^SUPABASE_(EXPERIMENTAL_STACK|TRACE_FILE|OTLP_.*|TELEMETRY_.*|CLI_POSTHOG_.*|INTERNAL_.*|DEBUG|REMOTES_.*|STACK_.*)$/,
  // What marks an agent makes the CLI answer in another format.
  /^(AI_AGENT|CURSOR_|GEMINI_CLI|CODEX_|ANTIGRAVITY_AGENT|AUGMENT_AGENT|OPENCODE_CLIENT|CLAUDE_?CODE|REPL_ID|COPILOT_)/,
];

/** Whether a variable of this name may not reach the rehearsed CLI. */
export function redirected(name: string): boolean {
  return redirects.some((pattern) => pattern.test(name));
}

/**
 * The environment of the rehearsed CLI: the person's own (config.toml may ask for any of it by `env(NAME)`) without what
 * leads elsewhere, signs in or reports; the clone's password; no Docker. The CLI prefers these to dotenv files. Pure.
 */
export function rehearsalEnv(
  env: NodeJS.ProcessEnv,
  own: { readonly home: string; readonly workdir: string; readonly password: string },
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !redirected(name));
  return {
    ...Object.fromEntries(kept),
    HOME: own.home,
    TMPDIR: own.home,
    SUPABASE_HOME: `${own.home}/.supabase`,
    SUPABASE_WORKDIR: own.workdir,
    // Where the CLI sees "local": never where the clone is.
    SUPABASE_DB_PORT: '54322',
    SUPABASE_DB_SHADOW_PORT: '54320',
    SUPABASE_SERVICES_HOSTNAME: '127.0.0.1',
    DOCKER_HOST: `unix://${own.home}/no-docker.sock`,
    // Discards what it is sent: the CLI has nobody to talk to by HTTP, and is told so at once.
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    PGPASSWORD: own.password,
    DO_NOT_TRACK: '1',
    SUPABASE_TELEMETRY_DISABLED: '1',
    SUPABASE_NO_UPDATE_NOTIFIER: '1',
    SUPABASE_NO_KEYRING: '1',
    NO_COLOR: '1',
  };
}

/** A dotenv file without the lines that would lead the CLI elsewhere. Pure. */
export function harmlessDotenv(text: string): string {
  return text
    .split('\n')
    .filter((line) => {
      const name = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*[=:]/.exec(line)?.[1];
      return name === undefined || !redirected(name);
    })
    .join('\n');
}
