import { cascade } from './rules/cascade.ts';
import { deleteRows } from './rules/delete.ts';
import { deleteWithoutWhere } from './rules/delete-without-where.ts';
import { dropColumn } from './rules/drop-column.ts';
import { dropDatabase } from './rules/drop-database.ts';
import { dropSchema } from './rules/drop-schema.ts';
import { dropTable } from './rules/drop-table.ts';
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
  truncate,
  cascade,
  deleteWithoutWhere,
  deleteRows,
  updateWithoutWhere,
  update,
];
