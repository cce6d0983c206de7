import { droppedBy } from '../drop.ts';
import { fieldsOf, listOf, textOf } from '../fields.ts';
import { relationName } from '../names.ts';
import { quoted } from '../quote.ts';
import type { Found, Rule, TreeNode } from '../types.ts';

/** DROP PUBLICATION, and ALTER PUBLICATION … DROP or SET of what it publishes. */
export const dropPublication: Rule = {
  name: 'drop-publication',
  effect: 'destroys',
  nodes: ['DropStmt', 'AlterPublicationStmt'],
  find: (node, around) => {
    const dropped = droppedBy(node, ['OBJECT_PUBLICATION'], around).map(({ object }) => ({
      object,
      message: `Drops publication ${object}: realtime and subscribers get no more changes from it. Safer: alter publication ${object}, table by table.`,
    }));
    return node.kind === 'DropStmt' ? dropped : altered(node);
  },
};

function altered({ fields }: TreeNode): readonly Found[] {
  const publication = quoted(textOf(fields.pubname));
  if (fields.action === 'AP_SetObjects')
    return [
      {
        object: publication,
        message: `Replaces the list of what publication ${publication} sends: what is not in the new list is sent no more. Safer: alter publication ${publication} add.`,
      },
    ];
  if (fields.action !== 'AP_DropObjects') return [];
  return listOf(fields.pubobjects).map((value) => {
    const object = published(value);
    return {
      object,
      message: `Takes ${object} out of publication ${publication}: realtime and subscribers get no more changes of it. Safer: see first who listens.`,
    };
  });
}

function published(value: unknown): string {
  const { pubtable, name } = fieldsOf(fieldsOf(value).PublicationObjSpec);
  if (pubtable !== undefined) return relationName(fieldsOf(pubtable).relation);
  return textOf(name) === '' ? 'current_schema' : quoted(textOf(name));
}
