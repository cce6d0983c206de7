import type { SqlSource } from '../../target/sql/types.ts';
import { execute } from './execute.ts';
import { nodeOf } from './fields.ts';
import { Functions } from './functions.ts';
import { linesOf } from './lines.ts';
import { ownFinding } from './own-findings.ts';
import type { SqlParser } from './parser.ts';
import { keepsTransaction, type PsqlCommand, runsUnseen } from './psql.ts';
import type { Reading } from './reading.ts';
import { onlyReads } from './reads.ts';
import { split } from './split.ts';
import { Transactions } from './transactions.ts';
import type { Lint, SqlFinding, Unparsed } from './types.ts';
import { type Unit, unitsOf } from './units.ts';

/** What the sources mean, in the order they run; never throws for what stands in them. */
export function lintSql(sources: readonly SqlSource[], parser: SqlParser): Lint {
  const shared = { parser, functions: new Functions(), reaches: new Set<string>(), bodies: new Map() };
  const parts = sources.map((source) => {
    const reading: Reading = {
      ...shared,
      findings: [],
      temporary: new Set(),
      prepared: new Map(),
      running: new Set(),
      conditional: false,
    };
    return lintSource(source, reading);
  });
  return {
    findings: parts.flatMap(({ findings }) => findings),
    unparsed: parts.flatMap(({ unparsed }) => unparsed),
    onlyReads: parts.every(({ reads }) => reads),
    reaches: [...shared.reaches].sort(),
  };
}

interface Part {
  readonly findings: readonly SqlFinding[];
  readonly unparsed: readonly Unparsed[];
  readonly reads: boolean;
}

function lintSource({ file, text }: SqlSource, reading: Reading): Part {
  const parts = split(text);
  const lineOf = linesOf(text);
  const unparsed: Unparsed[] = [];
  let reads = parts.commands.length === 0;
  const transactions = new Transactions(
    reading.findings,
    reading.temporary,
    parts.commands.some(({ name }) => name === 'if'),
  );
  const bad = (start: number, problem: string) => {
    transactions.doubt();
    reads = false;
    unparsed.push({ file, line: lineOf(start), message: `could not be read, treated as destructive: ${problem}` });
  };
  for (const event of inOrder(unitsOf(parts, reading.parser), parts.commands)) {
    if ('name' in event) {
      if (!keepsTransaction(event)) transactions.doubt();
      if (runsUnseen(event))
        reading.findings.push(ownFinding('psql-command', { file, line: lineOf(event.at) }, `\\${event.name}`));
    } else if (event.kind === 'unreadable') bad(event.start, event.problem);
    else {
      const { tree, start, end, indexOf } = event;
      const node = nodeOf(tree);
      if (node?.kind === 'TransactionStmt') transactions.see(node);
      try {
        reads &&= onlyReads(tree);
        execute(
          tree,
          { file, text: parts.text, start, statement: parts.text.slice(start, end), indexOf, lineOf },
          reading,
        );
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        bad(start, 'nested too deeply');
      }
    }
  }
  return { findings: withoutRepeats(reading.findings), unparsed, reads };
}

function inOrder(units: readonly Unit[], commands: readonly PsqlCommand[]): readonly (Unit | PsqlCommand)[] {
  if (commands.length === 0) return units;
  const at = (one: Unit | PsqlCommand) => ('name' in one ? one.at : one.start);
  return [...units, ...commands].sort((one, other) => at(one) - at(other));
}

/** A function that is called twice deletes in one place. */
function withoutRepeats(findings: readonly SqlFinding[]): readonly SqlFinding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = [finding.rule, finding.file, finding.line, finding.object, finding.message].join('\0');
    return !seen.has(key) && seen.add(key);
  });
}
