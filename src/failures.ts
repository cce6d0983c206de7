import { approvalFailures } from './failures/approval.ts';
import { backupFailures } from './failures/backup.ts';
import { checklistFailures } from './failures/checklist.ts';
import { cliFailures } from './failures/cli.ts';
import { dutyFailures } from './failures/duties.ts';
import type { Detail } from './failures/entry.ts';
import { hookFailures } from './failures/hook.ts';
import { journalFailures } from './failures/journal.ts';
import { lineFailures } from './failures/line.ts';
import { postgresFailures } from './failures/postgres.ts';
import { programFailures } from './failures/programs.ts';
import { recoveryFailures } from './failures/recovery.ts';
import { rehearsalFailures } from './failures/rehearsal.ts';
import { requestFailures } from './failures/request.ts';
import { routeFailures } from './failures/routes.ts';
import { sqlFailures } from './failures/sql.ts';
import { targetFailures } from './failures/target.ts';
import { tripwireFailures } from './failures/tripwire.ts';
import { vaultFailures } from './failures/vault.ts';

/**
 * Every way the guard itself can fail: code -> exit status, words, hint. The one table; only the entries exit.
 * Statuses are a contract (docs/statuses.md): 1 a check found something, 64 usage, 65 verification failed, 69 something
 * needed is not there, 74 not written, 75 held by another guard, 77 refused, 78 settings wrong, 130 Ctrl-C.
 */
const table = {
  ...lineFailures,
  ...cliFailures,
  ...targetFailures,
  ...postgresFailures,
  ...programFailures,
  ...backupFailures,
  ...approvalFailures,
  ...journalFailures,
  ...checklistFailures,
  ...recoveryFailures,
  ...sqlFailures,
  ...rehearsalFailures,
  ...requestFailures,
  ...dutyFailures,
  ...vaultFailures,
  ...tripwireFailures,
  ...hookFailures,
  ...routeFailures,
};

export type FailureCode = keyof typeof table;

/** A failure of the guard: thrown anywhere, turned into words and a status by the entry alone. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: FailureCode,
    readonly detail: Detail = {},
    options?: ErrorOptions,
  ) {
    super(table[code].says(detail), options);
  }
  get status(): number {
    return table[this.code].status;
  }
  get hint(): string {
    return table[this.code].hint(this.detail);
  }
}
