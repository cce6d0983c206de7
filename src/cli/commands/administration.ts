import { administers, files, hosted, losesForGood, type Row, reads } from './command.ts';

const subdomain = '--desired-subdomain <value>';
const provider =
  '--domains <value> --metadata-file <value> --metadata-url <value> --skip-url-validation ' +
  '--attribute-mapping-file <value> --name-id-format <value>';

/** A hosted project's settings. */
export const administrationRows: readonly Row[] = [
  { words: 'config diff', ...reads, ...hosted, flags: '--exit-code' },
  { words: 'config pull', ...files, ...hosted, flags: '--remote-label <value> --dry-run --force' },
  { words: 'config push', ...administers, ...hosted },
  { words: 'domains activate', ...administers, ...hosted, flags: '--include-raw-output' },
  { words: 'domains create', ...administers, ...hosted, flags: '--custom-hostname <value> --include-raw-output' },
  { words: 'domains delete', ...administers, ...hosted, flags: '--include-raw-output' },
  { words: 'domains get', ...reads, ...hosted, flags: '--include-raw-output' },
  { words: 'domains reverify', ...reads, ...hosted, flags: '--include-raw-output' },
  { words: 'encryption get-root-key', ...reads, ...hosted },
  // A wrong key makes every encrypted column unreadable.
  { words: 'encryption update-root-key', ...losesForGood, ...hosted },
  {
    words: 'logs',
    ...reads,
    reach: 'hosted',
    home: ['none', 'local'],
    flags:
      '--stack <value> --stack-id <value> --service <value> --resource <value> --kind <value> --level <value> ' +
      '--search <value> --since <value> --from <value> --to <value> --limit <value> --sql <value> --file <value>',
    eras: ['v3', 'unknown'],
  },
  {
    words: 'logs sources',
    ...reads,
    reach: 'hosted',
    home: ['none', 'local'],
    flags: '--stack <value> --stack-id <value> --service <value>',
    eras: ['v3', 'unknown'],
  },
  { words: 'network-bans get', ...reads, ...hosted },
  { words: 'network-bans remove', ...administers, ...hosted, flags: '--db-unban-ip <value>' },
  { words: 'network-restrictions get', ...reads, ...hosted },
  {
    words: 'network-restrictions update',
    ...administers,
    ...hosted,
    flags: '--db-allow-cidr <value> --bypass-cidr-checks --append',
  },
  { words: 'notebooks pull', ...files, ...hosted, operands: 1 },
  { words: 'notebooks push', ...administers, ...hosted, operands: 1 },
  { words: 'postgres-config delete', ...administers, ...hosted, flags: '--config <value> --no-restart' },
  { words: 'postgres-config get', ...reads, ...hosted },
  {
    words: 'postgres-config update',
    ...administers,
    ...hosted,
    flags: '--config <value> --replace-existing-overrides --no-restart',
  },
  {
    words: 'pull',
    ...administers,
    ...hosted,
    flags: '--remote-label <value> --dry-run --force --with-migration-history',
    turns: [{ flag: 'dry-run', ...reads }],
  },
  { words: 'snippets download', ...files, ...hosted, operands: 1 },
  { words: 'snippets list', ...reads, ...hosted },
  { words: 'ssl-enforcement get', ...reads, ...hosted },
  {
    words: 'ssl-enforcement update',
    ...administers,
    ...hosted,
    flags: '--enable-db-ssl-enforcement --disable-db-ssl-enforcement',
  },
  { words: 'sso add', ...administers, ...hosted, flags: `--type -t <value> ${provider}` },
  { words: 'sso info', ...reads, ...hosted },
  { words: 'sso list', ...reads, ...hosted },
  { words: 'sso remove', ...administers, ...hosted, operands: 1 },
  { words: 'sso show', ...reads, ...hosted, operands: 1, flags: '--metadata' },
  {
    words: 'sso update',
    ...administers,
    ...hosted,
    operands: 1,
    flags: `${provider} --add-domains <value> --remove-domains <value>`,
  },
  { words: 'vanity-subdomains activate', ...administers, ...hosted, flags: subdomain },
  { words: 'vanity-subdomains check-availability', ...reads, ...hosted, flags: subdomain },
  { words: 'vanity-subdomains delete', ...administers, ...hosted },
  { words: 'vanity-subdomains get', ...reads, ...hosted },
];
