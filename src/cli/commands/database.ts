import {
  changesSchema,
  destroys,
  empties,
  files,
  linkedBefore3,
  localDatabase,
  localStack,
  noTarget,
  type Row,
  reads,
  type Turn,
  unlimited,
} from './command.ts';

const generateFlags =
  '--no-cache --strict-coverage --overwrite --output-dir <value> --reset --schema -s <value> --password -p <value>';

/** `db …` and `test …`. Flags from `--help` of 2.122.1 and 3.1.0, the hidden ones from their programs. */
export const databaseRows: readonly Row[] = [
  { words: 'db advisors', ...reads, ...localDatabase, flags: '--type <value> --level <value> --fail-on <value>' },
  { words: 'db branch create', ...destroys, ...localStack, operands: 1 },
  { words: 'db branch delete', ...destroys, ...localStack, operands: 1 },
  { words: 'db branch list', ...reads, ...localStack },
  { words: 'db branch switch', ...destroys, ...localStack, operands: 1 },
  {
    words: 'db diff',
    ...files,
    ...localDatabase,
    flags:
      '--use-migra --use-pgadmin --use-pg-schema --use-pg-delta --strict-coverage --from <value> --to <value> ' +
      '--output -o <value> --file -f <value> --schema -s <value>',
  },
  {
    words: 'db dump',
    ...files,
    ...linkedBefore3,
    flags:
      '--dry-run --data-only --use-copy --exclude -x <value> --role-only --keep-comments --file -f <value> ' +
      '--password -p <value> --schema -s <value>',
  },
  { words: 'db lint', ...reads, ...localDatabase, flags: '--schema -s <value> --level <value> --fail-on <value>' },
  // Writes a migration file and its row in the database's history: no data is lost.
  {
    words: 'db pull',
    ...changesSchema,
    ...linkedBefore3,
    operands: 1,
    flags: '--declarative --diff-engine <value> --strict-coverage --schema -s <value> --password -p <value>',
  },
  {
    words: 'db push',
    ...destroys,
    ...linkedBefore3,
    flags: '--include-all --include-roles --include-seed --skip-vault --dry-run --password -p <value>',
    turns: [{ flag: 'dry-run', ...reads }],
    yes: true,
  },
  {
    words: 'db query',
    ...destroys,
    ...localDatabase,
    operands: 1,
    flags: '--file -f <value>',
    only3: '--read-only',
    turns: [{ flag: 'read-only', ...reads }],
  },
  {
    words: 'db remote changes',
    ...reads,
    reach: 'none',
    home: ['linked', 'linked'],
    flags: '--schema -s <value> --db-url <value> --linked --password -p <value>',
  },
  {
    words: 'db remote commit',
    ...changesSchema,
    reach: 'none',
    home: ['linked', 'linked'],
    flags: '--schema -s <value> --db-url <value> --linked --password -p <value>',
  },
  {
    words: 'db reset',
    ...empties,
    ...localDatabase,
    flags: '--no-seed --sql-paths <value> --version <value> --last <value>',
    yes: true,
  },
  {
    words: 'db schema declarative generate',
    ...files,
    ...localDatabase,
    flags: generateFlags,
    turns: [{ flag: 'reset', ...empties }],
    eras: ['v3', 'unknown'],
  },
  // Where no target is typed it asks for one, and resets the local database on a yes: `--yes` is one (2.122.1).
  {
    words: 'db schema declarative generate',
    ...destroys,
    ...localDatabase,
    flags: generateFlags,
    turns: [{ flag: 'reset', ...empties }, ...['local', 'linked', 'db-url'].map((flag): Turn => ({ flag, ...files }))],
    eras: ['cobra', 'v2'],
  },
  // It writes the local database, and resets it on a yes: before an export, where the SQL failed. With --no-apply too.
  {
    words: 'db schema declarative sync',
    ...destroys,
    ...localStack,
    flags: '--no-cache --strict-coverage --schema -s <value> --file -f <value> --name <value> --apply --no-apply',
  },
  { words: 'db start', ...files, ...localStack, flags: '--from-backup <value>' },
  { words: 'db test', ...destroys, ...localDatabase, operands: unlimited },
  { words: 'test db', ...destroys, ...localDatabase, operands: unlimited },
  { words: 'test new', ...files, ...noTarget, operands: 1, flags: '--template -t <value>' },
];

/** `migration …`, which also answers to `migrations`. */
export const migrationRows: readonly Row[] = [
  { words: 'migration down', ...empties, ...localDatabase, flags: '--last <value>', yes: true },
  { words: 'migration fetch', ...files, ...linkedBefore3 },
  { words: 'migration list', ...reads, ...linkedBefore3, flags: '--password -p <value>' },
  { words: 'migration new', ...files, ...noTarget, operands: 1 },
  {
    words: 'migration repair',
    ...destroys,
    ...linkedBefore3,
    operands: unlimited,
    flags: '--status <value> --password -p <value>',
    yes: true,
  },
  { words: 'migration squash', ...destroys, ...localDatabase, flags: '--version <value> --password -p <value>' },
  { words: 'migration up', ...destroys, ...localDatabase, flags: '--include-all', yes: true },
];
