import { alteredBy } from '../alter.ts';
import { fieldsOf } from '../fields.ts';
import { relationName } from '../names.ts';
import type { Rule } from '../types.ts';

/** ALTER TABLE … DETACH PARTITION and NO INHERIT: the rows stay, in a table that nobody asks any more. */
export const detachPartition: Rule = {
  name: 'detach-partition',
  effect: 'destroys',
  nodes: ['AlterTableCmd'],
  find: (node, around) => {
    const altered = alteredBy(node, ['AT_DetachPartition', 'AT_DetachPartitionFinalize', 'AT_DropInherit'], around);
    if (!altered) return [];
    const { PartitionCmd, RangeVar } = fieldsOf(node.fields.def);
    const other = relationName(PartitionCmd === undefined ? RangeVar : fieldsOf(PartitionCmd).name);
    const [child, parent] = PartitionCmd === undefined ? [altered.table, other] : [other, altered.table];
    return [
      {
        object: child,
        message: `Takes ${child} out of ${parent}: its rows are no longer found there. Safer: make sure that nothing asks ${parent} for them, and keep ${child}.`,
      },
    ];
  },
};
