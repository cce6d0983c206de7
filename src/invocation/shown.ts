/** Up to the last @ of the authority: a raw @ may stand in the password. */
const passwordInUrl = /(postgres(?:ql)?:\/\/[^:/?#\s@]*):[^/?#\s]*@/gi;
const passwordInQuery = /([?&](?:password|sslpassword)=)[^&#\s]*/gi;
const passwordInDsn = /(\bpassword\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)/gi;
/** Flags whose value is a secret whatever it looks like. */
const secretFlags = new Set(['--password', '-p', '--token', '--access-token', '--db-password', '--secret']);

/**
 * The invocation as people, logs and the journal may see it: passwords in URLs, values of secret flags and of
 * `secrets set NAME=VALUE` become ***. Words with spaces or shell signs are quoted so that the line can be pasted.
 */
export function shownCommand(argv: readonly string[]): string {
  return ['supabase', ...scrubbed(argv)].map(quoted).join(' ');
}

/** The same, word by word and unquoted. */
export function scrubbed(argv: readonly string[]): string[] {
  const setsSecrets = argv.includes('secrets') && argv.includes('set');
  return argv.map((word, at) => {
    if (secretFlags.has(argv[at - 1] ?? '')) return '***';
    const equals = word.indexOf('=');
    if (equals > 0 && secretFlags.has(word.slice(0, equals))) return `${word.slice(0, equals)}=***`;
    if (setsSecrets && equals > 0 && !word.startsWith('-')) return `${word.slice(0, equals)}=***`;
    return scrubText(word);
  });
}

/** A text without the passwords of URLs and key=value connection strings in it. */
export function scrubText(text: string): string {
  return text.replace(passwordInUrl, '$1:***@').replace(passwordInQuery, '$1***').replace(passwordInDsn, '$1***');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
