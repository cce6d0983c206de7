import { alterColumnType } from './rules/alter-column-type.ts';
import { alterColumnUsing } from './rules/alter-column-using.ts';
import { cascade } from './rules/cascade.ts';
import { copyOutside } from './rules/copy-outside.ts';
import { deleteRows } from './rules/delete.ts';
import { deleteWithoutWhere } from './rules/delete-without-where.ts';
import { destructiveCall } from './rules/destructive-call.ts';
import { detachPartition } from './rules/detach-partition.ts';
import { disableRowSecurity } from './rules/disable-row-security.ts';
import { disableTrigger } from './rules/disable-trigger.ts';
import { dropColumn } from './rules/drop-column.ts';
import { dropConstraint } from './rules/drop-constraint.ts';
import { dropDatabase } from './rules/drop-database.ts';
import { dropEventTrigger } from './rules/drop-event-trigger.ts';
import { dropExpression } from './rules/drop-expression.ts';
import { dropExtension } from './rules/drop-extension.ts';
import { dropFunction } from './rules/drop-function.ts';
import { dropIdentity } from './rules/drop-identity.ts';
import { dropIndex } from './rules/drop-index.ts';
import { dropMaterializedView } from './rules/drop-materialized-view.ts';
import { dropOther } from './rules/drop-other.ts';
import { dropOwned } from './rules/drop-owned.ts';
import { dropPolicy } from './rules/drop-policy.ts';
import { dropPublication } from './rules/drop-publication.ts';
import { dropRole } from './rules/drop-role.ts';
import { dropRule } from './rules/drop-rule.ts';
import { dropSchema } from './rules/drop-schema.ts';
import { dropSequence } from './rules/drop-sequence.ts';
import { dropServer } from './rules/drop-server.ts';
import { dropSubscription } from './rules/drop-subscription.ts';
import { dropTable } from './rules/drop-table.ts';
import { dropTrigger } from './rules/drop-trigger.ts';
import { dropType } from './rules/drop-type.ts';
import { dropView } from './rules/drop-view.ts';
import { onDelete } from './rules/on-delete.ts';
import { runsElsewhere } from './rules/runs-elsewhere.ts';
import { setNotNull } from './rules/set-not-null.ts';
import { setSequence } from './rules/set-sequence.ts';
import { setUnlogged } from './rules/set-unlogged.ts';
import { truncate } from './rules/truncate.ts';
import { update } from './rules/update.ts';
import { updateWithoutWhere } from './rules/update-without-where.ts';
import type { Rule } from './types.ts';

/** Every danger that is looked for; a test holds that no file of rules/ is missing. */
export const rules: readonly Rule[] = [
  dropDatabase,
  dropSchema,
  dropTable,
  dropColumn,
  dropType,
  dropView,
  dropMaterializedView,
  dropFunction,
  dropSequence,
  dropIndex,
  dropConstraint,
  dropPolicy,
  dropTrigger,
  dropEventTrigger,
  dropRule,
  dropExtension,
  dropRole,
  dropPublication,
  dropSubscription,
  dropServer,
  dropOwned,
  dropOther,
  dropExpression,
  dropIdentity,
  cascade,
  truncate,
  deleteWithoutWhere,
  deleteRows,
  updateWithoutWhere,
  update,
  alterColumnUsing,
  alterColumnType,
  detachPartition,
  disableRowSecurity,
  disableTrigger,
  onDelete,
  setNotNull,
  setSequence,
  setUnlogged,
  destructiveCall,
  copyOutside,
  runsElsewhere,
];
