import type { Turn } from '../cli/commands/command.ts';
import type { Finding } from './types.ts';

/** A reason that stands in no file. */
export function reason(rule: string, message: string, object: string | null = null): Finding {
  return { rule, object, file: null, line: null, message };
}

interface Words {
  readonly rule: string;
  readonly message: string;
  readonly safer?: string;
}

const unread = 'was not read, so it is treated as destructive';

/** Why a command destroys, in plain words, and what would serve the same wish. By canonical words of the command. */
const byCommand: Readonly<Record<string, Words>> = {
  'backups restore': {
    rule: 'restore-replaces-project',
    message: 'Everything written after the restored moment is lost.',
  },
  bootstrap: {
    rule: 'sql-not-read',
    message: `It overwrites local files and pushes a template's migrations; that SQL ${unread}.`,
  },
  'branches delete': { rule: 'deletes-branch', message: 'The branch and its database are deleted for good.' },
  'branches disable': {
    rule: 'deletes-branch',
    message: 'Preview branching is switched off and every preview branch is deleted for good.',
  },
  'compute delete': { rule: 'deletes-code', message: 'The compute and what it runs are deleted for good.' },
  'db branch create': { rule: 'legacy-branch', message: 'Local branches of old versions replace the local database.' },
  'db branch delete': { rule: 'legacy-branch', message: 'The local branch and its data are deleted.' },
  'db branch switch': {
    rule: 'legacy-branch',
    message: 'The local database is replaced by the one of another branch.',
  },
  'db push': {
    rule: 'sql-not-read',
    message: `The SQL of the pending migrations ${unread}.`,
    safer: 'supabase db push --dry-run',
  },
  'db query': { rule: 'sql-not-read', message: `The SQL ${unread}.` },
  'db reset': {
    rule: 'reset-empties-database',
    message:
      'Every table, every row and all users of the database are lost; it is built anew from migrations and seed.',
    safer: 'supabase migration up',
  },
  'db schema declarative generate': {
    rule: 'can-reset-local',
    message:
      'Without --local, --linked or --db-url this version of the CLI asks whether it shall reset the local database first, and with --yes it does so unasked: every row in it would be lost.',
    safer: 'supabase db schema declarative generate --local',
  },
  'db schema declarative sync': {
    rule: 'can-reset-local',
    message:
      'The CLI can reset the local database by itself: it asks for that where the SQL fails and before it exports a schema, and with --yes it does so unasked where there is no declarative schema yet. Every row in it would be lost.',
  },
  'db test': { rule: 'sql-not-read', message: `The SQL of the test files ${unread}.` },
  'encryption update-root-key': {
    rule: 'replaces-root-key',
    message: 'Encrypted columns cannot be read any more without the present key.',
  },
  'functions delete': {
    rule: 'deletes-code',
    message: 'The deployed function is deleted; a database backup does not hold its code.',
  },
  'migration down': {
    rule: 'reset-empties-database',
    message:
      'Every table, every row and all users of the database are lost; it is built anew up to an older migration.',
    safer: 'a new migration that undoes the change, then supabase migration up',
  },
  'migration repair': {
    rule: 'rewrites-history',
    message: 'The record of applied migrations changes; a later push may run SQL again or leave it out.',
    safer: 'supabase migration list',
  },
  'migration squash': {
    rule: 'rewrites-history',
    message: 'Local migration files are merged into one and the record of applied migrations is rewritten.',
  },
  'migration up': {
    rule: 'sql-not-read',
    message: `The SQL of the pending migrations ${unread}.`,
    safer: 'supabase migration list',
  },
  'projects delete': {
    rule: 'deletes-project',
    message: 'The whole project is deleted for good: database, users, storage, functions.',
  },
  'secrets unset': {
    rule: 'deletes-secrets',
    message: 'The values of the secrets cannot be read back.',
    safer: 'supabase secrets list',
  },
  'seed buckets': {
    rule: 'overwrites-objects',
    message: 'Stored objects are overwritten and buckets that config.toml does not name may be deleted.',
  },
  'stack destroy': {
    rule: 'deletes-volumes',
    message: 'The local stack is destroyed with its data volumes.',
    safer: 'supabase stop',
  },
  'storage cp': {
    rule: 'overwrites-objects',
    message: 'Objects at the destination are overwritten; a database backup does not hold their content.',
  },
  'storage mv': {
    rule: 'overwrites-objects',
    message: 'Objects are moved and overwritten; a database backup does not hold their content.',
  },
  'storage rm': {
    rule: 'deletes-objects',
    message: 'Stored objects are deleted; a database backup does not hold their content.',
    safer: 'supabase storage ls',
  },
  'test db': { rule: 'sql-not-read', message: `The SQL of the test files ${unread}.` },
};

/** The same for a flag that makes a harmless command lose something. */
const byTurn: Readonly<Record<string, Words>> = {
  'db schema declarative generate --reset': {
    rule: 'reset-empties-database',
    message: 'The local database is reset before its schema is written: every row in it is lost.',
    safer: 'supabase db schema declarative generate --local',
  },
  'functions deploy --prune': {
    rule: 'deletes-code',
    message: 'Deployed functions that are not in this folder are deleted.',
    safer: 'supabase functions deploy',
  },
  'stop --no-backup': {
    rule: 'deletes-volumes',
    message: 'The data volumes of the local stack are deleted: its database and stored objects are lost.',
    safer: 'supabase stop',
  },
};

/** Words for a destroying command; every one in the table has them (a test holds it). */
export function wordsFor(command: string, turn: Turn | null): { finding: Finding; safer: string | null } | null {
  const words = (turn && byTurn[`${command} --${turn.flag}`]) ?? byCommand[command];
  return words ? { finding: reason(words.rule, words.message), safer: words.safer ?? null } : null;
}
