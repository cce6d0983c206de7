import { alteredBy } from '../alter.ts';
import { textOf } from '../fields.ts';
import { quoted } from '../quote.ts';
import type { Found, Rule } from '../types.ts';

const subtypes = ['AT_DisableTrig', 'AT_DisableTrigAll', 'AT_DisableTrigUser', 'AT_DisableRule'];

/** ALTER TABLE … DISABLE TRIGGER or RULE, and ALTER EVENT TRIGGER … DISABLE. */
export const disableTrigger: Rule = {
  name: 'disable-trigger',
  effect: 'destroys',
  nodes: ['AlterTableCmd', 'AlterEventTrigStmt'],
  find: (node, around) => {
    if (node.kind === 'AlterEventTrigStmt') {
      const name = quoted(textOf(node.fields.trigname));
      return node.fields.tgenabled === 'D' ? [found(name, `event trigger ${name}`)] : [];
    }
    const altered = alteredBy(node, subtypes, around);
    if (!altered) return [];
    const { table, part, object, subtype } = altered;
    if (subtype === 'AT_DisableTrigAll') return [found(table, `every trigger of ${table}, foreign keys too`)];
    if (subtype === 'AT_DisableTrigUser') return [found(table, `every trigger of ${table}`)];
    return [found(object, `${subtype === 'AT_DisableRule' ? 'rule' : 'trigger'} ${part} of ${table}`)];
  },
};

function found(object: string, what: string): Found {
  return {
    object,
    message: `Turns off ${what}: until it is enabled again, changes pass without it. Safer: enable it again in the same transaction.`,
  };
}
