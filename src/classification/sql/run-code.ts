import { constantText } from './constant.ts';
import { execute } from './execute.ts';
import { fieldsOf, listOf, nodeOf } from './fields.ts';
import type { Code } from './functions.ts';
import { linesOf } from './lines.ts';
import { ownFinding } from './own-findings.ts';
import { asSelect, type Embedded, embeddedSql } from './plpgsql.ts';
import type { Reading } from './reading.ts';
import { split } from './split.ts';
import { unitsOf } from './units.ts';

interface Place {
  readonly file: string;
  readonly line: number;
}

/** Reads the code of a DO block or a called function as what it does when it runs; `what` names it where it cannot be read. */
export function runCode(code: Code, what: string, reading: Reading): void {
  if (reading.running.has(code)) return;
  reading.running.add(code);
  const at = { file: code.here.file, line: code.line };
  if (code.body === null) execute(code.nodes, code.here, reading);
  else if (code.language === 'sql') runText(code.body, at, reading);
  else if (code.language === 'plpgsql') runBody(code, what, reading);
  else reading.findings.push(ownFinding('unreadable-code', at, `${what} is written in ${code.language}`));
  reading.running.delete(code);
}

/** Reads SQL that stands in a string whose first line is `at.line`. */
export function runText(text: string, at: Place, reading: Reading): void {
  const lineIn = linesOf(text);
  const lineOf = (index: number) => at.line + lineIn(index) - 1;
  const parts = split(text);
  for (const unit of unitsOf(parts, reading.parser)) {
    if (unit.kind === 'unreadable')
      reading.findings.push(
        ownFinding(
          'unreadable-code',
          { file: at.file, line: lineOf(unit.start) },
          `This SQL could not be read (${unit.problem})`,
        ),
      );
    else {
      const { start, end, indexOf } = unit;
      execute(
        unit.tree,
        { file: at.file, text: parts.text, start, statement: parts.text.slice(start, end), indexOf, lineOf },
        reading,
      );
    }
  }
}

function runBody(code: Code, what: string, reading: Reading): void {
  const pieces = reading.bodies.get(code) ?? piecesOf(code, reading);
  reading.bodies.set(code, pieces);
  const { file } = code.here;
  if (typeof pieces === 'string') {
    reading.findings.push(
      ownFinding('unreadable-code', { file, line: code.line }, `${what} could not be read (${pieces})`),
    );
    return;
  }
  const before = reading.conditional;
  for (const piece of pieces) {
    reading.conditional = before || piece.conditional;
    runPiece(piece, { file, line: code.line + piece.line - 1 }, reading);
  }
  reading.conditional = before;
}

function piecesOf({ statement }: Code, { parser }: Reading): readonly Embedded[] | string {
  const read = parser.parseBodies(statement);
  return read.ok ? read.bodies.flatMap(embeddedSql) : read.problem;
}

function runPiece(piece: Embedded, at: Place, reading: Reading): void {
  const text = asSelect(piece);
  if (text === null) return;
  if (piece.kind !== 'built') {
    runText(text, at, reading);
    return;
  }
  const built = builtText(text, reading);
  if (built === null) reading.findings.push(ownFinding('dynamic-sql', at, 'EXECUTE'));
  else runText(built, at, reading);
}

/** The constant a SELECT of one expression gives; null when it is none. */
function builtText(select: string, { parser }: Reading): string | null {
  const parsed = parser.parse(select);
  const statement = parsed.ok ? nodeOf(parsed.statements[0]?.tree) : null;
  const targets = listOf(statement?.fields.targetList);
  return targets.length === 1 ? constantText(fieldsOf(fieldsOf(targets[0]).ResTarget).val) : null;
}
