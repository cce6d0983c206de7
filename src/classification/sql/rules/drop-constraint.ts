import { alteredBy } from '../alter.ts';
import { textOf, wordsOf } from '../fields.ts';
import { qualified, quoted } from '../quote.ts';
import type { Found, Rule } from '../types.ts';

/** ALTER TABLE … DROP CONSTRAINT and ALTER DOMAIN … DROP CONSTRAINT. */
export const dropConstraint: Rule = {
  name: 'drop-constraint',
  effect: 'destroys',
  nodes: ['AlterTableCmd', 'AlterDomainStmt'],
  find: (node, around) => {
    if (node.kind === 'AlterDomainStmt') {
      if (node.fields.subtype !== 'X') return [];
      const domain = qualified(wordsOf(node.fields.typeName));
      return [found(domain, quoted(textOf(node.fields.name)), 'values')];
    }
    const altered = alteredBy(node, ['AT_DropConstraint'], around);
    return altered ? [found(altered.table, altered.part, 'rows')] : [];
  },
};

function found(holder: string, name: string, kept: string): Found {
  return {
    object: `${holder}.${name}`,
    message: `Drops constraint ${name} of ${holder}: ${kept} it kept out can then come in. Safer: add the constraint that replaces it first.`,
  };
}
