import type { Entry } from './entry.ts';

/** Failures of backups, their proof, and salvage. */
export const backupFailures = {
  'backup-directory': {
    status: 74,
    says: (d) => `The backup directory ${d.directory} cannot be used: ${d.problem}.`,
    hint: () => 'Make it a directory of your own that you may write, or name another one (backups.directory).',
  },
  'backup-missing': {
    status: 69,
    says: (d) => `Not found in ${d.directory}: ${d.backup}.`,
    hint: () => '`permahub backups` lists those that are there; `permahub backup` makes one.',
  },
  'backup-not-written': {
    status: 74,
    says: (d) => `The backup file ${d.file} could not be written: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'backup-unreadable': {
    status: 65,
    says: (d) => `${d.file} in ${d.directory} cannot be used: ${d.problem}.`,
    hint: () => 'Keep its files for a closer look; `permahub backups` lists the others.',
  },
  'copy-differs': {
    status: 65,
    says: (d) =>
      `The restored copy is not equal to the database ${d.place}, so there is no verified backup:\n${d.differences}`,
    hint: () =>
      'Nothing was published and nothing published was touched. Start again; if it stays, report it as a bug in permahub.',
  },
  'directory-out-of-reach': {
    status: 69,
    says: (d) => `A dump over several connections is a folder of this machine, and ${d.tools} does not see it.`,
    hint: () =>
      'Have native programs used: "postgres": {"tools": "native"} in the settings. A backup without --parallel, or a larger "backups.parallel.above", needs none.',
  },
  'disk-full': {
    status: 74,
    says: (d) => `${d.words} stopped because a disk is full: ${d.problem}.`,
    hint: () => 'Make room and start again; nothing published was touched.',
  },
  'docker-silent': {
    status: 69,
    says: (d) => `Docker could not be asked about ${d.what}: ${d.problem}.`,
    hint: () => 'Start Docker and try again: without it nobody knows whether the local stack holds data.',
  },
  'report-not-written': {
    status: 74,
    says: (d) => `The report ${d.file} could not be written: ${d.problem}.`,
    hint: () => 'Name another file with --out.',
  },
  'salvage-image': {
    status: 69,
    says: () => 'There is no Supabase database image on this machine to read the volume of the local stack with.',
    hint: () => 'Start the local stack once (`supabase start`): it brings the image, and may well repair the database.',
  },
  'salvage-nothing': {
    status: 74,
    says: (d) => `Nothing could be salvaged from ${d.name}: ${d.problem}.`,
    hint: (d) => `Look at \`docker logs ${d.name}\`; the container holds the only copy of the data.`,
  },
  'table-not-backed-up': {
    status: 69,
    says: (d) => `No backup in ${d.directory} holds a table ${d.table}.`,
    hint: () => '`permahub history` without a name shows every table there is.',
  },
  'drill-not-recorded': {
    status: 74,
    says: (d) => `The drill went well, but it could not be written down in ${d.directory}: ${d.problem}.`,
    hint: () => 'Make room or put the permissions right, then drill again: `permahub status` does not know of it.',
  },
  'verification-failed': {
    status: 65,
    says: (d) => `${d.backup} is NOT what was backed up:\n${d.differences}`,
    hint: () =>
      'Do not rely on it: keep it for a closer look, make a new backup, and use another one from `permahub backups`.',
  },
  'verification-not-recorded': {
    status: 74,
    says: (d) =>
      `${d.backup} was tested (${d.outcome}), but that could not be written down in ${d.directory}: ${d.problem}.`,
    hint: () => 'Make room or put the permissions right, then verify it again: `permahub status` does not know of it.',
  },
  'volume-unread': {
    status: 74,
    says: (d) => `The Docker volume ${d.volume} could not be copied: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; the volume was not changed.',
  },
} satisfies Record<string, Entry>;
