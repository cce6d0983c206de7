import { Failure } from '../failures.ts';
import type { VaultSettings } from '../policy/types.ts';

/** What restic, its ssh and a password command need of the environment; nothing of the database is in it. */
const passed =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|LANG|LC_ALL|TZ|SSH_AUTH_SOCK|GNUPGHOME|GPG_TTY|DBUS_SESSION_BUS_ADDRESS|XDG_CACHE_HOME|XDG_CONFIG_HOME|XDG_RUNTIME_DIR|SYSTEMROOT|SSL_CERT_(FILE|DIR)|GOOGLE_(PROJECT_ID|APPLICATION_CREDENTIALS|ACCESS_TOKEN)|(AWS|AZURE|B2|OS|ST)_\w+|(HTTPS?|NO)_PROXY|(https?|no)_proxy|RESTIC_\w+)$/;
const passwords = ['RESTIC_PASSWORD_FILE', 'RESTIC_PASSWORD_COMMAND', 'RESTIC_PASSWORD'];

/**
 * The whole environment restic runs with: repository and password reach it by variables or a file, never by argv. The
 * settings come before the person's own variables. Failure: vault-no-password.
 */
export function resticEnvironment(vault: VaultSettings, env: NodeJS.ProcessEnv): Record<string, string> {
  const { repository, passwordFile, passwordCommand } = vault;
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value && passed.test(name)) own[name] = value;
  delete own.RESTIC_REPOSITORY_FILE;
  own.RESTIC_REPOSITORY = repository;
  if (passwordFile !== null || passwordCommand !== null) for (const name of passwords) delete own[name];
  if (passwordFile !== null) own.RESTIC_PASSWORD_FILE = passwordFile;
  if (passwordCommand !== null) own.RESTIC_PASSWORD_COMMAND = passwordCommand;
  if (!passwords.some((name) => own[name])) throw new Failure('vault-no-password', { repository });
  return own;
}

/** A text without any secret of this environment that restic, or a command it ran, may have repeated. */
export function withoutSecrets(text: string, env: Readonly<Record<string, string>>): string {
  const secrets = Object.entries(env)
    .filter(([name, value]) => /PASSWORD$|SECRET|_KEY$|TOKEN|PASSWORD_COMMAND$/.test(name) && value.length > 2)
    .map(([, value]) => value);
  return secrets.reduce((said, secret) => said.replaceAll(secret, '***'), text);
}
