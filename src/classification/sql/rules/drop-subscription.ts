import { textOf, wordsOf } from '../fields.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../types.ts';

/** DROP SUBSCRIPTION, and ALTER SUBSCRIPTION … DROP PUBLICATION. */
export const dropSubscription: Rule = {
  name: 'drop-subscription',
  effect: 'destroys',
  nodes: ['DropSubscriptionStmt', 'AlterSubscriptionStmt'],
  find: (node) => {
    const object = quoted(textOf(node.fields.subname));
    if (node.kind === 'DropSubscriptionStmt')
      return [
        {
          object,
          message: `Drops subscription ${object} and its replication slot: changes made from now on do not arrive. Safer: alter subscription ${object} disable.`,
        },
      ];
    if (node.fields.kind !== 'ALTER_SUBSCRIPTION_DROP_PUBLICATION') return [];
    const publications = wordsOf(node.fields.publication).map(quoted).join(', ');
    return [
      {
        object,
        message: `Takes ${publications} out of subscription ${object}: changes made from now on do not arrive. Safer: alter subscription ${object} disable.`,
      },
    ];
  },
};
