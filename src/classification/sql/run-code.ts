import { ellipsis, shownText } from './constant.ts';
import { execute } from './execute.ts';
import { fieldsOf, listOf, nodeOf } from './fields.ts';
import type { Code } from './functions.ts';
import { builtTexts, type KnownValues, knownValues } from './known-values.ts';
import { linesOf } from './lines.ts';
import { ownFinding } from './own-findings.ts';
import type { SqlParser } from './parser.ts';
import { asSelect, type Embedded, embeddedSql } from './plpgsql.ts';
import type { Reading } from './reading.ts';
import { split } from './split.ts';
import { hereOf, unitsOf } from './units.ts';
import { locationOf } from './walk.ts';

interface Place {
  readonly file: string;
  readonly line: number;
}

/** Reads the code of a DO block or a called function as what it does when it runs; `what` names it where it cannot be read. */
export function runCode(code: Code, what: string, reading: Reading): void {
  // Code that calls itself, or runs a second time in the same circumstances, tells nothing new.
  const circumstances = reading.circumstances();
  if (reading.ran.get(code) === circumstances) return;
  reading.ran.set(code, circumstances);
  const at = { file: code.here.file, line: code.line };
  if (code.body === null) execute(code.nodes, code.here, reading);
  else if (code.language === 'sql') runText(code.body, at, reading);
  else if (code.language === 'plpgsql') runBody(code, what, reading);
  else reading.findings.push(ownFinding('unreadable-code', at, `${what} is written in ${code.language}`));
}

/** Reads SQL that stands in a string whose first line is `at.line`. */
export function runText(text: string, at: Place, reading: Reading): void {
  const lineIn = linesOf(text);
  const lineOf = (index: number) => at.line + lineIn(index) - 1;
  const parts = split(text);
  const unreadable = (index: number, problem: string) =>
    reading.findings.push(
      ownFinding(
        'unreadable-code',
        { file: at.file, line: lineOf(index) },
        `SQL in here could not be read (${problem})`,
      ),
    );
  for (const command of parts.commands) unreadable(command.at, 'syntax error at or near "\\"');
  for (const unit of unitsOf(parts, reading.parser)) {
    if (unit.kind === 'unreadable') unreadable(unit.start, unit.problem);
    else execute(unit.tree, hereOf(unit, { file: at.file, text: parts.text, lineOf }), reading);
  }
}

function runBody(code: Code, what: string, reading: Reading): void {
  const pieces = reading.bodies.get(code) ?? piecesOf(code, reading);
  reading.bodies.set(code, pieces);
  const { file } = code.here;
  if (typeof pieces === 'string') {
    const at = { file, line: code.line };
    reading.findings.push(ownFinding('unreadable-code', at, `${what} could not be read (${pieces})`));
    return;
  }
  const outer = reading.branches;
  // Bodies number their branches from 1; a mark between them keeps those of different runs apart.
  const run = -++reading.runs;
  for (const piece of pieces) {
    reading.branches = piece.branches.length === 0 ? outer : [...outer, run, ...piece.branches];
    reading.tables.leaveFor(reading.branches);
    runPiece(piece, { file, line: code.line + piece.line - 1 }, reading);
  }
  reading.branches = outer;
  reading.tables.leaveFor(outer);
}

function piecesOf({ statement }: Code, { parser }: Reading): readonly Embedded[] | string {
  const read = parser.parseBodies(statement);
  if (read.ok) return read.bodies.flatMap((body) => piecesWithValues(body, parser));
  // The parser knows no tables: a variable typed by one is a record, or a text, as far as reading its statements goes.
  const loose = statement
    .replace(/(?:[\w$]+|"[^"]*")(?:\.(?:[\w$]+|"[^"]*"))*\s*%\s*rowtype\b/gi, (type) => inPlaceOf(type, 'record'))
    .replace(/(?:[\w$]+|"[^"]*")(?:\.(?:[\w$]+|"[^"]*"))*\s*%\s*type\b/gi, (type) => inPlaceOf(type, 'text'));
  const again = loose === statement ? read : parser.parseBodies(loose);
  return again.ok ? again.bodies.flatMap((body) => piecesWithValues(body, parser)) : read.problem;
}

function piecesWithValues(body: unknown, parser: SqlParser): readonly Embedded[] {
  const pieces = embeddedSql(body);
  if (pieces.every(({ kind }) => kind !== 'built')) return pieces;
  const known = knownValues(body, parser);
  return pieces.map((piece) => (piece.kind === 'built' ? { ...piece, known } : piece));
}

/** Another word with the line breaks of the first, so that lines stay right. */
function inPlaceOf(type: string, word: string): string {
  return ` ${word} ${type.replace(/[^\n]+/g, '')}`;
}

function runPiece(piece: Embedded, at: Place, reading: Reading): void {
  const text = asSelect(piece);
  if (text === null) return;
  if (piece.kind !== 'built') runText(text, at, reading);
  else runBuilt(text, piece.known ?? new Map(), at, reading);
}

/** EXECUTE: a text that is known, but for names and literals in it, is read as the SQL it is; anything else cannot be known. `select` gives the text as its only column. */
function runBuilt(select: string, known: KnownValues, at: Place, reading: Reading): void {
  const parsed = reading.parser.parse(select);
  const targets = listOf((parsed.ok ? nodeOf(parsed.statements[0]?.tree) : null)?.fields.targetList);
  const value = targets.length === 1 ? fieldsOf(fieldsOf(targets[0]).ResTarget).val : undefined;
  const texts = builtTexts(value, known);
  const index = parsed.ok ? parsed.indexOf(locationOf(value) ?? 0) : 0;
  const place = { file: at.file, line: at.line + linesOf(select)(index) - 1 };
  for (const text of texts ?? []) runText(text, place, reading);
  if (texts === null) reading.findings.push(ownFinding('dynamic-sql', at, `EXECUTE (${shownText(value, 60)})`));
  // An expression that is no constant runs too.
  if (texts?.every((text) => !text.includes(ellipsis)) !== true) runText(select, at, reading);
}
