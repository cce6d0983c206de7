import * as z from 'zod';

const text = z.string();
const count = z.number().int().nonnegative();

const table = z.strictObject({
  name: text,
  kind: z.enum(['table', 'materialized view']),
  before: count.nullable(),
  after: count.nullable(),
  gone: count,
  changed: count.nullable(),
  added: count,
});
const column = z.strictObject({
  table: text,
  column: text,
  change: z.enum([
    'dropped',
    'added',
    'renamed',
    'type changed',
    'set not null',
    'default changed',
    'not null dropped',
  ]),
  values: count,
  detail: text.nullable(),
});
const object = z.strictObject({
  kind: z.enum([
    'schema',
    'table',
    'view',
    'materialized view',
    'function',
    'type',
    'policy',
    'trigger',
    'index',
    'constraint',
    'extension',
    'publication',
    'row level security',
    'grant',
    'default privilege',
    'role',
    'other',
  ]),
  name: text,
  change: z.enum(['dropped', 'changed', 'added', 'renamed']),
  to: text.nullable(),
});
const named = z.array(z.tuple([text, text]));
const diff = z.strictObject({
  tables: z.array(table),
  columns: z.array(column),
  sequences: z.array(z.strictObject({ name: text, before: text.nullable(), after: text.nullable() })),
  objects: z.array(object),
  largeObjectsGone: count,
  bookkeeping: z.array(table).exactOptional(),
  rowsAfter: z.record(text, count),
  schema: z.strictObject({ made: named, gone: named }).exactOptional(),
});

/** What a rehearsal did, as a request says it: the type `Impact`, every key of it and no other. */
export const impactSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('not-rehearsed'), reason: text }),
  z.strictObject({
    kind: z.literal('rehearsed'),
    status: z.number().int().nullable(),
    signal: z.custom<NodeJS.Signals>((value) => /^SIG[A-Z0-9]+$/.test(String(value))).nullable(),
    failure: z
      .strictObject({
        cause: z.enum(['own', 'lacking']),
        file: text.nullable(),
        line: z.number().int().nullable(),
        statement: text.nullable(),
        message: text,
      })
      .nullable(),
    lacking: z.array(text),
    diff,
    scratch: text,
    seconds: z.number().nonnegative(),
  }),
]);
