import type { Check, Checklist, Item, Kind } from './types.ts';

const machine = (id: string, words: string, check: Check): Item => ({ id, words, by: { machine: check } });
const person = (id: string, words: string): Item => ({ id, words, by: { person: 'yes or words' } });
/** A "yes" would document nothing. */
const documented = (id: string, words: string): Item => ({ id, words, by: { person: 'words' } });

/** The written procedure's pre-flight checklists, word for word; who or what establishes each line. */
export const checklists: Readonly<Record<Kind, Checklist>> = {
  migrations: {
    kind: 'migrations',
    title: 'Before Running Migrations',
    items: [
      machine('backup-made', 'Created backup with `./scripts/db-backup.sh`', 'backup-made'),
      machine('backup-verified', 'Verified backup file exists and size > 0', 'backup-verified'),
      machine('sql-reviewed', 'Reviewed migration SQL for destructive operations', 'sql-read'),
      machine('tested-local', 'Tested migration on local database first', 'tested-local'),
      documented('purpose', 'Documented migration purpose and expected changes'),
      machine('rollback', 'Have rollback plan ready', 'rollback'),
      machine('git-clean', 'Git commit is clean (all changes committed)', 'git-clean'),
    ],
  },
  reset: {
    kind: 'reset',
    title: 'Before Database Reset',
    items: [
      machine('backup-made', 'Created backup with `./scripts/db-backup.sh`', 'backup-made'),
      machine('backup-verified', 'Verified backup file exists', 'backup-verified'),
      documented('reason', 'Documented reason for reset'),
      person('necessary', 'Confirmed reset is absolutely necessary'),
      person('no-alternative', 'No alternative solution available'),
      person('owner', 'Obtained explicit approval from project owner'),
      person('notified', 'Notified team members (if applicable)'),
    ],
  },
  production: {
    kind: 'production',
    title: 'Before Production Deployment',
    items: [
      machine('tested-local', 'All migrations tested on local database', 'tested-local'),
      machine('tested-staging', 'All migrations tested on staging database', 'tested-staging'),
      machine('backup-verified', 'Production backup created and verified', 'backup-verified'),
      machine('rollback', 'Rollback procedure documented and tested', 'rollback'),
      person('window', 'Database maintenance window scheduled'),
      person('notified', 'Stakeholders notified'),
      person('monitoring', 'Monitoring alerts configured'),
      person('afterwards', 'Post-deployment verification plan ready'),
      // From "Access Control", "Production Environment".
      machine('point-in-time', 'Point-in-time recovery enabled', 'point-in-time'),
    ],
  },
};
