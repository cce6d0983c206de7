import { fieldsOf } from './fields.ts';

/** A piece of SQL inside a PL/pgSQL body, in the order of the body. */
export interface Embedded {
  /** 'expression': what stands after SELECT; 'assignment': "x := …"; 'built': an expression whose value is run as SQL. */
  readonly kind: 'statement' | 'expression' | 'assignment' | 'built';
  readonly text: string;
  /** Line of the statement it belongs to, counted from the line on which the body's quote begins. */
  readonly line: number;
  /** Whether it may not run at all: inside IF, CASE, a loop or an exception handler. */
  readonly conditional: boolean;
}

/** Fields whose expression is SQL text to be run: EXECUTE, FOR … IN EXECUTE, OPEN … FOR EXECUTE, RETURN QUERY EXECUTE. */
const built: Readonly<Record<string, string>> = {
  PLpgSQL_stmt_dynexecute: 'query',
  PLpgSQL_stmt_dynfors: 'query',
  PLpgSQL_stmt_open: 'dynquery',
  PLpgSQL_stmt_return_query: 'dynquery',
};
const branching =
  /^PLpgSQL_(?:stmt_(?:if|case|loop|while|fori|fors|forc|foreach_a|dynfors)|if_elsif|case_when|exception_block)$/;

/** Every piece of SQL of a body that libpg-query has read, whether a branch would be taken or not. */
export function embeddedSql(body: unknown): readonly Embedded[] {
  const found: Embedded[] = [];
  const visit = (value: unknown, kind: string, field: string, line: number, conditional: boolean): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one, kind, field, line, conditional);
      return;
    }
    for (const [name, inner] of Object.entries(fieldsOf(value))) {
      if (name === 'PLpgSQL_expr') {
        const { query, parseMode } = fieldsOf(inner);
        if (typeof query === 'string')
          found.push({ kind: built[kind] === field ? 'built' : modes(parseMode), text: query, line, conditional });
      } else if (/^PLpgSQL_/.test(name)) {
        const own = fieldsOf(inner).lineno;
        visit(inner, name, '', typeof own === 'number' ? own : line, conditional || branching.test(name));
      } else visit(inner, kind, name, line, conditional);
    }
  };
  visit(body, '', '', 1, false);
  return found;
}

/** PostgreSQL's RawParseMode. */
function modes(mode: unknown): Embedded['kind'] {
  if (mode === 2) return 'expression';
  return typeof mode === 'number' && mode >= 3 ? 'assignment' : 'statement';
}

/** The SQL to parse for an expression or an assignment; null when it can call nothing and read nothing. */
export function asSelect({ kind, text }: Embedded): string | null {
  if (kind === 'statement') return text;
  if (kind !== 'built' && !/[(]|\bselect\b/i.test(text)) return null;
  if (kind !== 'assignment') return `SELECT ${text}`;
  // The target of an assignment has no := or = of its own outside brackets.
  const value = /^[^[=:]*(?:\[[^\]]*\][^[=:]*)*(?::=|=)/.exec(text);
  return `SELECT ${' '.repeat(0)}${text.slice(value?.[0].length ?? 0)}`;
}
