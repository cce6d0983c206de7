import { constantText, ellipsis } from './constant.ts';
import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import { codeOf } from './functions.ts';
import type { Here } from './here.ts';
import { ownFinding } from './own-findings.ts';
import { reachesOfText, reachOf, reachOfLanguage } from './reaches.ts';
import type { Reading } from './reading.ts';
import { runsWhatItExplains } from './reads.ts';
import { rulesFor } from './registry.ts';
import { runCode, runText } from './run-code.ts';
import { runAsSql } from './string-runners.ts';
import type { TreeNode } from './types.ts';
import { locationOf, walk } from './walk.ts';

/** Nodes whose parts are kept for later and do not run now; defaults and checks of a new table are for rows to come. */
const definitions = new Set([
  'ViewStmt',
  'RuleStmt',
  'CreatePolicyStmt',
  'AlterPolicyStmt',
  'CreateTrigStmt',
  'CreateStmt',
]);

/** Reads a statement that runs: every rule at every node, and what it calls. */
export function execute(tree: unknown, here: Here, reading: Reading): void {
  walk(tree, (node, parents) => {
    // Most nodes are names, constants and columns.
    if (!/Stmt|^FuncCall$|Cmd$/.test(node.kind)) return true;
    const line = () => here.lineOf(placeOf(node, parents, here));
    for (const rule of rulesFor(node.kind))
      for (const { object, message } of rule.find(node, {
        parents,
        temporary: reading.tables.temporary,
        made: reading.tables.made,
      }))
        reading.findings.push({ rule: rule.name, effect: rule.effect, object, file: here.file, line: line(), message });
    const reach = reachOf(node);
    if (reach) reading.reaches.add(reach);
    return goesInto(node, here, reading, line);
  });
}

/** Does what a node means for the rest of the source; says whether its parts run too. */
function goesInto(node: TreeNode, here: Here, reading: Reading, line: () => number): boolean {
  const { kind, fields } = node;
  reading.tables.see(node, reading.branches);
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
      call(node, here, reading, line);
      return true;
    case 'AlterTableCmd':
      // The default of a column is for rows to come.
      return fields.subtype !== 'AT_ColumnDefault';
    case 'VariableSetStmt':
      if (textOf(fields.name) === 'standard_conforming_strings' && !isOn(fields))
        reading.findings.push(ownFinding('string-syntax', { file: here.file, line: line() }));
      return true;
    default:
      return true;
  }
}

function call(node: TreeNode, here: Here, reading: Reading, line: () => number): void {
  const names = wordsOf(node.fields.funcname);
  for (const code of reading.functions.called(names))
    runCode(code, `The function ${names.join('.')}() that is called here`, reading);
  if (names.some((name) => name.includes(ellipsis)))
    reading.findings.push(
      ownFinding('dynamic-sql', { file: here.file, line: line() }, `A call of ${names.join('.')}()`),
    );
  const runs = runAsSql(names, listOf(node.fields.args));
  if (runs === null) return;
  const { argument } = runs;
  const text = constantText(argument);
  const place = { file: here.file, line: here.lineOf(here.indexOf(locationOf(argument) ?? 0)) };
  if (text !== null) runText(text, place, reading);
  else reading.findings.push(ownFinding('dynamic-sql', { file: here.file, line: line() }, `${names.join('.')}()`));
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
