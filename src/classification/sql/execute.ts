import { constantText } from './constant.ts';
import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import { codeOf } from './functions.ts';
import type { Here } from './here.ts';
import { relationName } from './names.ts';
import { ownFinding } from './own-findings.ts';
import { reachesOfText, reachOf, reachOfLanguage } from './reaches.ts';
import type { Reading } from './reading.ts';
import { runsWhatItExplains } from './reads.ts';
import { rulesFor } from './registry.ts';
import { runCode, runText } from './run-code.ts';
import { stringRunners } from './string-runners.ts';
import type { TreeNode } from './types.ts';
import { locationOf, walk } from './walk.ts';

/** Nodes whose parts are kept for later and do not run now. */
const definitions = new Set(['ViewStmt', 'RuleStmt', 'CreatePolicyStmt', 'AlterPolicyStmt', 'CreateTrigStmt']);

/** Reads a statement that runs: every rule at every node, and what it calls. */
export function execute(tree: unknown, here: Here, reading: Reading): void {
  walk(tree, (node, parents) => {
    const line = () => here.lineOf(placeOf(node, parents, here));
    for (const rule of rulesFor(node.kind))
      for (const { object, message } of rule.find(node, { parents, temporary: reading.temporary }))
        reading.findings.push({ rule: rule.name, effect: rule.effect, object, file: here.file, line: line(), message });
    const reach = reachOf(node);
    if (reach) reading.reaches.add(reach);
    return goesInto(node, parents, here, reading, line);
  });
}

/** Does what a node means for the rest of the source; says whether its parts run too. */
function goesInto(
  node: TreeNode,
  parents: readonly TreeNode[],
  here: Here,
  reading: Reading,
  line: () => number,
): boolean {
  const { kind, fields } = node;
  if (definitions.has(kind)) return false;
  switch (kind) {
    case 'CreateFunctionStmt': {
      const code = codeOf(node, here);
      reading.functions.define(node, code);
      for (const reach of reachesOfText(code.body ?? '')) reading.reaches.add(reach);
      const reach = reachOfLanguage(code.language);
      if (reach) reading.reaches.add(reach);
      return false;
    }
    case 'DoStmt': {
      const code = codeOf(node, here);
      for (const reach of reachesOfText(code.body ?? '')) reading.reaches.add(reach);
      runCode(code, 'This DO block', reading);
      return false;
    }
    case 'PrepareStmt':
      reading.prepared.set(textOf(fields.name), { tree: fields.query, here });
      return false;
    case 'ExecuteStmt': {
      const prepared = reading.prepared.get(textOf(fields.name));
      if (prepared) execute(prepared.tree, prepared.here, reading);
      else
        reading.findings.push(
          ownFinding(
            'unreadable-code',
            { file: here.file, line: line() },
            `EXECUTE ${textOf(fields.name)} runs what was prepared elsewhere`,
          ),
        );
      return true;
    }
    case 'ExplainStmt':
      return runsWhatItExplains(node);
    case 'FuncCall':
      if (!parents.some((parent) => parent.kind === 'CreateStmt')) call(node, here, reading, line);
      return true;
    case 'VariableSetStmt':
      if (textOf(fields.name) === 'standard_conforming_strings' && !isOn(fields))
        reading.findings.push(ownFinding('string-syntax', { file: here.file, line: line() }));
      return true;
    default:
      keepTemporary(node, reading);
      return true;
  }
}

function call(node: TreeNode, here: Here, reading: Reading, line: () => number): void {
  const names = wordsOf(node.fields.funcname);
  for (const code of reading.functions.called(names))
    runCode(code, `The function ${names.join('.')}() that is called here`, reading);
  const at = stringRunners(names);
  if (at === null) return;
  const args = listOf(node.fields.args);
  const argument = args[at < 0 ? args.length + at : at];
  const text = constantText(argument);
  if (text === null)
    reading.findings.push(ownFinding('dynamic-sql', { file: here.file, line: line() }, `${names.join('.')}()`));
  else runText(text, { file: here.file, line: line() }, reading);
}

/** Temporary tables are nobody's data: their names, until they are dropped. */
function keepTemporary({ kind, fields }: TreeNode, reading: Reading): void {
  if (kind === 'DropStmt' && fields.removeType === 'OBJECT_TABLE')
    for (const object of listOf(fields.objects)) reading.temporary.delete(wordsOf(object).join('.'));
  if (kind === 'DiscardStmt') reading.temporary.clear();
  const relation = fieldsOf(kind === 'CreateStmt' ? fields.relation : fieldsOf(fields.into ?? fields.intoClause).rel);
  const drops = kind === 'CreateStmt' ? fields.oncommit : fieldsOf(fields.into ?? fields.intoClause).onCommit;
  if (relation.relpersistence === 't' && drops !== 'ONCOMMIT_DROP' && !reading.conditional)
    reading.temporary.add(relationName(relation));
}

function isOn(fields: TreeNode['fields']): boolean {
  const [value] = listOf(fields.args);
  const { sval, ival, boolval } = nodeOf(value)?.fields ?? {};
  if (fields.kind !== 'VAR_SET_VALUE') return true;
  return /^(?:on|true|yes|1)$/i.test(
    String(fieldsOf(sval).sval ?? fieldsOf(boolval).boolval ?? fieldsOf(ival).ival ?? ''),
  );
}

/** A statement stands where it starts; a part of one where its first word with a place is. */
function placeOf(node: TreeNode, parents: readonly TreeNode[], here: Here): number {
  if (parents.length === 0) return here.start;
  for (const one of [node, ...parents.slice(1).reverse()]) {
    const location = locationOf(one.fields);
    if (location !== undefined) return Math.max(here.start, here.indexOf(location));
  }
  return here.start;
}
