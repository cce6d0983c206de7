import { textOf, wordsOf } from './fields.ts';
import type { TreeNode } from './types.ts';

/** Functions that reach out of the database, as words and as a pattern for their names. */
const functions: readonly (readonly [RegExp, string])[] = [
  [/^dblink/, 'dblink'],
  [/^(?:http|http_(?:get|post|put|patch|delete|head))$/, 'http'],
  [/^(?:lo_export|lo_import)$/, 'large object files'],
  [/^pg_(?:file_write|file_rename|file_unlink|file_sync|read_file|read_binary_file|ls_dir)$/, 'server files'],
];
/** pg_net's functions are told by their schema: net.http_post(…). */
const networkSchemas = /^(?:net|http|extensions)$/;
const trusted = /^(?:sql|plpgsql|internal|plv8|plperl|pltcl|plls|plcoffee|pljava|plrust)$/;

/** The way out of the database that a node takes or prepares; null for most. */
export function reachOf({ kind, fields }: TreeNode): string | null {
  if (kind === 'FuncCall') return reachOfCall(wordsOf(fields.funcname));
  if (kind === 'CopyStmt') {
    if (fields.is_program === true) return fields.is_from === true ? 'COPY … FROM PROGRAM' : 'COPY … TO PROGRAM';
    return textOf(fields.filename) === '' ? null : 'server files';
  }
  return statements[kind] ?? null;
}

/** The ways out that the text of a function's body or of built SQL names; a word in a comment counts too. */
export function reachesOfText(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, schema, name] of text.matchAll(/(?:\b(\w+)\s*\.\s*)?\b(\w+)"?\s*\(/g)) {
    const reach = reachOfCall([...(schema ? [schema.toLowerCase()] : []), (name as string).toLowerCase()]);
    if (reach) found.add(reach);
  }
  if (/\bprogram\b\s*(?:e?'|%|\$)/i.test(text)) found.add('COPY … TO PROGRAM');
  return [...found];
}

/** The way out that code in a language takes; null for languages that cannot leave the database. */
export function reachOfLanguage(language: string): string | null {
  return trusted.test(language) ? null : `language ${language}`;
}

const statements: Readonly<Record<string, string>> = {
  CreateForeignServerStmt: 'a foreign server',
  AlterForeignServerStmt: 'a foreign server',
  CreateUserMappingStmt: 'a foreign server',
  CreateForeignTableStmt: 'a foreign server',
  ImportForeignSchemaStmt: 'a foreign server',
  CreateSubscriptionStmt: 'a subscription',
  AlterSubscriptionStmt: 'a subscription',
  DropSubscriptionStmt: 'a subscription',
  LoadStmt: 'LOAD of a library',
};

function reachOfCall(names: readonly string[]): string | null {
  const name = names.at(-1) ?? '';
  const schema = names.length > 1 ? (names.at(-2) as string) : '';
  if (networkSchemas.test(schema) && /^http/.test(name)) return schema === 'net' ? 'pg_net' : 'http';
  return functions.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
