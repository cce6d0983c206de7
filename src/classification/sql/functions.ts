import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import type { Here } from './here.ts';
import { typeName } from './names.ts';
import { tokenAt } from './tokens.ts';
import type { TreeNode } from './types.ts';

/** Code as a source has it: a function's or procedure's definition, or a DO block. */
export interface Code {
  readonly language: string;
  /** The text in quotes; null for BEGIN ATOMIC and RETURN. */
  readonly body: string | null;
  /** BEGIN ATOMIC … END or RETURN …: nodes of the statement itself. */
  readonly nodes: unknown;
  /** The whole statement. */
  readonly statement: string;
  readonly here: Here;
  /** Line on which the quote of the body begins. */
  readonly line: number;
}

/** The functions defined so far, by the last part of their names. */
export class Functions {
  readonly #known = new Map<string, Map<string, { readonly schema: string | null; readonly code: Code }>>();
  /** Definitions that were not there before, so far. */
  changes = 0;

  /** Keeps a definition; the same name, schema and parameters replace the one before. */
  define(node: TreeNode, code: Code): void {
    const names = wordsOf(node.fields.funcname);
    const name = names.at(-1) ?? '';
    const schema = names.length > 1 ? (names.at(-2) as string) : null;
    const same = this.#known.get(name) ?? new Map();
    const key = `${schema}(${parameters(node)})`;
    if (same.get(key)?.code.statement === code.statement) return;
    this.changes++;
    same.set(key, { schema, code });
    this.#known.set(name, same);
  }

  /** What a call by this name may run: every overload, in every schema it could mean. */
  called(names: readonly string[]): readonly Code[] {
    const schema = names.length > 1 ? names.at(-2) : null;
    const same = [...(this.#known.get(names.at(-1) ?? '')?.values() ?? [])];
    return same
      .filter((one) => schema === null || one.schema === null || one.schema === schema)
      .map(({ code }) => code);
  }
}

/** The code of a CREATE FUNCTION, CREATE PROCEDURE or DO statement. */
export function codeOf(node: TreeNode, here: Here): Code {
  const options = listOf(node.kind === 'DoStmt' ? node.fields.args : node.fields.options).map(
    (one) => nodeOf(one)?.fields ?? {},
  );
  const option = (name: string) => options.find(({ defname }) => defname === name);
  const as = option('as');
  const text = nodeOf(as?.arg)?.kind === 'String' ? fieldsOf(fieldsOf(as?.arg).String).sval : wordsOf(as?.arg)[0];
  const language = textOf(fieldsOf(fieldsOf(option('language')?.arg).String).sval);
  return {
    language: (language || (node.kind === 'DoStmt' ? 'plpgsql' : 'sql')).toLowerCase(),
    body: as ? textOf(text) : null,
    nodes: node.fields.sql_body ?? null,
    statement: here.text.slice(here.start, here.end),
    here,
    line: here.lineOf(as ? quoteFrom(here, Number(as.location ?? 0)) : here.start),
  };
}

function parameters(node: TreeNode): string {
  return listOf(node.fields.parameters)
    .map((one) => nodeOf(one)?.fields ?? {})
    .filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE')
    .map(({ argType }) => typeName(argType))
    .join(',');
}

/** The index of the first quote from a location on. */
function quoteFrom(here: Here, location: number): number {
  const from = here.indexOf(location);
  for (let at = from; at < here.text.length; ) {
    const token = tokenAt(here.text, at);
    if (token.kind === 'quoted') return at;
    at = token.end;
  }
  return from;
}
