import type { Detail, Entry } from './entry.ts';

/** The way back from a restore that is no transaction. */
const backFrom = ({ present }: Detail, or: string) =>
  present === ''
    ? `There was nothing to back up before it. ${or.replace(/^Or (.)/, (_, first: string) => first.toUpperCase())}`
    : `\`permahub undo\` puts back the state before it, from ${present}. ${or}`;

/** Failures of restore, undo, recover rows, freeze and thaw, and of the scripts that call them. */
export const recoveryFailures = {
  'restore-elsewhere': {
    status: 77,
    says: (d) => `Refused: ${d.backup} is a backup of ${d.of}, not of ${d.target}. Nothing was contacted.`,
    hint: () => 'See `permahub backups` for the backups of each target. `--to` names another target on purpose.',
  },
  'restore-unreachable': {
    status: 69,
    says: (d) => `${d.backup} cannot be restored: there is no database to restore it into.`,
    hint: () => 'Start the local stack (`supabase start`), then run the same command again.',
  },
  'stack-not-restarted': {
    status: 69,
    says: (d) => `Nothing was restored: \`supabase ${d.command}\` ended with ${d.how}.`,
    hint: () =>
      'The volume with the database is kept. Start the stack by hand, then run the same command without --restart.',
  },
  'undo-nothing': {
    status: 69,
    says: (d) => `${d.reason}`,
    hint: () => 'See `permahub backups` for what can be restored by name.',
  },
  'freeze-not-allowed': {
    status: 69,
    says: (d) =>
      `The role "${d.role}" may not say who writes to the database "${d.database}": ${d.problem}. Nothing was changed.`,
    hint: () =>
      'Connect as the owner of the database, or as a superuser; on Supabase the owner is "postgres". Roles with a setting of their own take the right to change that role.',
  },
  'freeze-open': {
    status: 69,
    says: (d) => `Writes to ${d.place} are NOT stopped: ${d.problem}.`,
    hint: () =>
      'What was changed is kept on this machine: `permahub thaw` puts it back. Stop what writes there, then freeze again.',
  },
  'incident-not-written': {
    status: 74,
    says: (d) => `The incident could not be recorded in ${d.directory}: ${d.problem}. Nothing further was done.`,
    hint: () => 'Make room or put the permissions right, then start again: it goes on where it stopped.',
  },
  'thaw-nothing': {
    status: 69,
    says: (d) => `There is nothing to thaw: no freeze of ${d.target} is recorded on this machine.`,
    hint: (d) =>
      `Where it was frozen from another machine, thaw it there. By hand, as the owner: alter database "${d.database}" reset default_transaction_read_only`,
  },
  'restore-backup-damaged': {
    status: 65,
    says: (d) => `${d.backup} was not restored: ${d.file} is not the file that was published: ${d.problem}.`,
    hint: () => 'The database was not touched. Choose another backup from `permahub backups`.',
  },
  'restore-blocked': {
    status: 77,
    says: (d) =>
      `${d.backup} was not restored: the database holds what a restore cannot take away in one step: ${d.blocks}.`,
    hint: () => 'The database was not touched. Finish or drop what is named and start the restore again.',
  },
  'restore-differs': {
    status: 65,
    says: (d) => `${d.backup} was restored, but the database is not equal to it:\n${d.differences}`,
    hint: () =>
      'Look at each difference. The state before the restore is in the backup taken just before it: `permahub undo` puts it back.',
  },
  'restore-failed': {
    status: 65,
    says: (d) => `${d.backup} was not restored, the server rolled it back: ${d.problem}.`,
    hint: () => 'The database is as it was before. Remove the cause and start the restore again.',
  },
  'restore-not-allowed': {
    status: 69,
    says: (d) => `${d.backup} was not restored: the role ${d.role} may not put back all of it:\n${d.problems}`,
    hint: () =>
      'The database was not touched. Connect as a role that has these rights, on a local stack `supabase_admin`.',
  },
  'restore-tables-differ': {
    status: 77,
    says: (d) => `${d.backup} was not restored: its rows do not fit into what is there now:\n${d.tables}`,
    hint: () =>
      'The database was not touched. `permahub restore --clean` makes the tables as they were, `permahub recover rows` puts back rows one by one.',
  },
  'rows-none': {
    status: 69,
    says: (d) =>
      `Nothing to put back: no verified backup of ${d.target} holds rows of ${d.table}${d.where} that are missing now. Looked into: ${d.looked}.`,
    hint: () => '`permahub backups` lists what there is; `--from BACKUP` looks into one by name.',
  },
  'rows-unfit': {
    status: 65,
    says: (d) => `The rows cannot be put back as they were: ${d.problem}.`,
    hint: () =>
      'Nothing was changed. `permahub restore --to URL` puts the whole backup into another database, to be looked at there.',
  },
  'rows-failed': {
    status: 65,
    says: (d) => `No row of ${d.backup} was put back, the server rolled it back: ${d.problem}.`,
    hint: () => 'The database is as it was before. Remove the cause and start again.',
  },
  'rows-unknown': {
    status: 65,
    says: (d) => `Whether the rows of ${d.backup} were put back is not known: ${d.problem}.`,
    hint: () => 'Start again once the server answers, and look at what is missing then.',
  },
  'rows-differ': {
    status: 65,
    says: (d) => `The rows of ${d.backup} were put back, but something else is not as it was:\n${d.differences}`,
    hint: () =>
      'Look at each difference. The state before is in the backup taken just before it: `permahub undo` puts it back.',
  },
  'script-not-ours': {
    status: 74,
    says: (d) => `${d.file} was not written by \`permahub scripts\`: ${d.problem}. No script was written.`,
    hint: () => 'Move it away, or name another folder with --write.',
  },
  'script-not-written': {
    status: 74,
    says: (d) => `${d.file} could not be written: ${d.problem}.`,
    hint: () => 'Make room or put the permissions right, then start again.',
  },
  'restore-too-large': {
    status: 69,
    says: (d) =>
      `${d.backup} was not restored, the server rolled it back: one transaction over all its objects needs more locks than max_locks_per_transaction leaves room for.`,
    hint: () =>
      'The database is as it was before. Raise max_locks_per_transaction (1024 is enough for most), restart the server and start the restore again.',
  },
  'restore-jobs-not-here': {
    status: 69,
    says: (d) => `A restore over several connections cannot be done here: ${d.problem}. The database was not touched.`,
    hint: (d) => `${d.instead}`,
  },
  'restore-stopped': {
    status: 130,
    says: (d) => `${d.signal} stopped the restore of ${d.backup} before anything was touched.`,
    hint: () => 'The database is as it was before.',
  },
  'restore-halfway': {
    status: 65,
    says: (d) =>
      `${d.backup} was restored only in part: ${d.problem}. The database holds a part of it, and nothing of what was there before.`,
    hint: (d) => backFrom(d, 'Or remove the cause and start the restore again.'),
  },
  'restore-stopped-halfway': {
    status: 130,
    says: (d) => `${d.signal} stopped the restore of ${d.backup} over several connections. ${d.state}`,
    hint: (d) => backFrom(d, 'Or start the restore again.'),
  },
  'restore-unknown': {
    status: 65,
    says: (d) => `Whether ${d.backup} was restored is not known: ${d.problem}.`,
    hint: () => 'Start the restore again once the server answers, and look at what it says then.',
  },
} satisfies Record<string, Entry>;
