import { fieldsOf } from './fields.ts';
import type { KnownValues } from './known-values.ts';

/** A piece of SQL inside a PL/pgSQL body, in the order of the body. */
export interface Embedded {
  /** 'expression': what stands after SELECT; 'assignment': "x := …"; 'built': an expression whose value is run as SQL. */
  readonly kind: 'statement' | 'expression' | 'assignment' | 'built';
  readonly text: string;
  /** Line of the statement it belongs to, counted from the line on which the body's quote begins. */
  readonly line: number;
  /** The branches it stands in, outermost first: what happens in one may not have happened in another. */
  readonly branches: readonly number[];
  /** For 'built': what the variables of the body can be. */
  readonly known?: KnownValues;
}

/** Fields whose expression is SQL text to be run: EXECUTE, FOR … IN EXECUTE, OPEN … FOR EXECUTE, RETURN QUERY EXECUTE. */
const built: Readonly<Record<string, string>> = {
  PLpgSQL_stmt_dynexecute: 'query',
  PLpgSQL_stmt_dynfors: 'query',
  PLpgSQL_stmt_open: 'dynquery',
  PLpgSQL_stmt_return_query: 'dynquery',
};
/** Lists of statements that may be left out; the body of a block only where it has exception handlers. */
const branching = /^(?:then_body|else_body|else_stmts|stmts|body|action)$/;

/** Every piece of SQL of a body that libpg-query has read, whether a branch would be taken or not. */
export function embeddedSql(body: unknown): readonly Embedded[] {
  const found: Embedded[] = [];
  let branch = 0;
  const visit = (value: unknown, kind: string, field: string, line: number, branches: readonly number[]): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one, kind, field, line, branches);
      return;
    }
    const fields = fieldsOf(value);
    for (const [name, inner] of Object.entries(fields)) {
      if (name === 'PLpgSQL_expr') {
        const { query, parseMode } = fieldsOf(inner);
        if (typeof query === 'string')
          found.push({ kind: built[kind] === field ? 'built' : modes(parseMode), text: query, line, branches });
      } else if (/^PLpgSQL_/.test(name)) {
        const own = fieldsOf(inner).lineno;
        visit(inner, name, '', typeof own === 'number' ? own : line, branches);
      } else {
        const apart = branching.test(name) && !(kind === 'PLpgSQL_stmt_block' && fields.exceptions === undefined);
        visit(inner, kind, name, line, apart ? [...branches, ++branch] : branches);
      }
    }
  };
  visit(body, '', '', 1, []);
  return found;
}

/** PostgreSQL's RawParseMode. */
function modes(mode: unknown): Embedded['kind'] {
  if (mode === 2) return 'expression';
  return typeof mode === 'number' && mode >= 3 ? 'assignment' : 'statement';
}

/** What is assigned to: names and subscripts up to the first := or = outside quotes and brackets. */
const target = /^((?:[^[=:"]|"[^"]*"|\[(?:[^\][]|\[[^\]]*\])*\])*)(?::=|=)/;

/** The SQL to parse for a piece; null for an expression that can call nothing and read nothing. */
export function asSelect({ kind, text }: Embedded): string | null {
  if (kind === 'statement') return text;
  if (kind !== 'built' && !/[(]|\bselect\b/i.test(text)) return null;
  // The subscripts of the target are expressions too, so that it stays.
  return kind === 'assignment' ? `SELECT ${text.replace(target, '$1,')}` : `SELECT ${text}`;
}
