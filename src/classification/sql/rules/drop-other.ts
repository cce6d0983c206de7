import { droppedBy } from '../drop.ts';
import { textOf, wordsOf } from '../fields.ts';
import { qualified, quoted } from '../quote.ts';
import type { Found, Rule } from '../types.ts';

const words: Readonly<Record<string, string>> = {
  OBJECT_ACCESS_METHOD: 'access method',
  OBJECT_CAST: 'cast',
  OBJECT_COLLATION: 'collation',
  OBJECT_CONVERSION: 'conversion',
  OBJECT_LANGUAGE: 'language',
  OBJECT_OPCLASS: 'operator class',
  OBJECT_OPERATOR: 'operator',
  OBJECT_OPFAMILY: 'operator family',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_TRANSFORM: 'transform',
  OBJECT_TSCONFIGURATION: 'text search configuration',
  OBJECT_TSDICTIONARY: 'text search dictionary',
  OBJECT_TSPARSER: 'text search parser',
  OBJECT_TSTEMPLATE: 'text search template',
};

/** DROP of what has no rule of its own. */
export const dropOther: Rule = {
  name: 'drop-other',
  effect: 'destroys',
  nodes: ['DropStmt', 'DropTableSpaceStmt', 'AlterOpFamilyStmt', 'AlterTSConfigurationStmt'],
  find: (node, around) => {
    const { fields } = node;
    if (node.kind === 'AlterOpFamilyStmt')
      return fields.isDrop === true
        ? [found('members of operator family', qualified(wordsOf(fields.opfamilyname)))]
        : [];
    if (node.kind === 'AlterTSConfigurationStmt')
      return fields.kind === 'ALTER_TSCONFIG_DROP_MAPPING'
        ? [found('mappings of text search configuration', qualified(wordsOf(fields.cfgname)))]
        : [];
    if (node.kind === 'DropTableSpaceStmt') return [found('tablespace', quoted(textOf(fields.tablespacename)))];
    return droppedBy(node, Object.keys(words), around).map(({ object, own, holder, type }) => {
      if (type === 'OBJECT_CAST') return found('cast', `${holder} as ${own}`);
      if (type === 'OBJECT_TRANSFORM') return found('transform', `${holder} for ${own}`);
      if (type === 'OBJECT_OPCLASS' || type === 'OBJECT_OPFAMILY')
        return found(words[type] ?? '', object.replace(/^([^.]+)\.(.*)$/, '$2 using $1'));
      return found(words[type] ?? '', object);
    });
  },
};

function found(word: string, object: string): Found {
  return {
    object,
    message: `Drops ${word} ${object}: its definition is lost. Safer: make what replaces it first, and drop it once nothing uses it.`,
  };
}
