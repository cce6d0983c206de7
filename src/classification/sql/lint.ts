import type { SqlSource } from '../../target/sql/types.ts';
import { execute } from './execute.ts';
import { nodeOf } from './fields.ts';
import { Functions } from './functions.ts';
import { linesOf } from './lines.ts';
import { ownFinding } from './own-findings.ts';
import type { SqlParser } from './parser.ts';
import { commandWords, keepsTransaction, type PsqlCommand, runsUnseen } from './psql.ts';
import type { Reading } from './reading.ts';
import { onlyReads } from './reads.ts';
import { split } from './split.ts';
import { OwnTables } from './tables.ts';
import { Transactions } from './transactions.ts';
import type { Lint, SqlFinding, Unparsed } from './types.ts';
import { hereOf, type Unit, unitsOf } from './units.ts';

/** What the sources mean, in the order they run; never throws for what stands in them. */
export function lintSql(sources: readonly SqlSource[], parser: SqlParser): Lint {
  const shared = { parser, functions: new Functions(), reaches: new Set<string>(), bodies: new Map() };
  const parts = sources.map((source) => lintSource(source, shared));
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

function lintSource(
  { file, text, kind }: SqlSource,
  shared: Pick<Reading, 'parser' | 'functions' | 'reaches' | 'bodies'>,
): Part {
  const parts = split(text);
  const lineOf = linesOf(text);
  const findings: SqlFinding[] = [];
  const unparsed: Unparsed[] = [];
  const tables = new OwnTables();
  const conditional = parts.commands.some(({ name }) => name === 'if');
  const transactions = new Transactions(findings, tables, conditional);
  const { functions } = shared;
  const reading: Reading = {
    ...shared,
    findings,
    tables,
    prepared: new Map(),
    ran: new Map(),
    circumstances: () => [transactions.changes, functions.changes, ...tables.known()].join(' '),
    branches: [],
    runs: 0,
  };
  let reads = parts.commands.length === 0;
  const bad = (start: number, problem: string) => {
    transactions.doubt();
    reads = false;
    unparsed.push({ file, line: lineOf(start), message: `could not be read, treated as destructive: ${problem}` });
  };
  for (const event of inOrder(unitsOf(parts, shared.parser), parts.commands)) {
    if ('name' in event) {
      if (!keepsTransaction(event)) transactions.doubt();
      if (/^c(?:onnect)?$/.test(event.name)) tables.clear();
      const at = { file, line: lineOf(event.at) };
      if (runsUnseen(event)) findings.push(ownFinding('psql-command', at, commandWords(event)));
    } else if (event.kind === 'unreadable') bad(event.start, event.problem);
    else {
      const node = nodeOf(event.tree);
      if (node?.kind === 'TransactionStmt') transactions.see(node);
      try {
        reads &&= onlyReads(event.tree);
        execute(event.tree, hereOf(event, { file, text: parts.text, lineOf }), reading);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        bad(event.start, 'nested too deeply');
      }
      // Of what the CLI runs, only a migration is one transaction.
      if (!transactions.open && kind !== 'migration') tables.commit();
    }
  }
  return { findings: withoutRepeats(findings), unparsed, reads };
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
