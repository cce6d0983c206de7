import { expect, test } from 'vitest';
import type { Facts } from '../../src/postgres/types.ts';
import { compareFacts, compareSchemas } from '../../src/verification/compare.ts';

const table = { name: 'public.users', kind: 'table', rows: 48_210, checksum: '17', method: 'record' } as const;
const sequence = { name: 'public.users_id_seq', lastValue: '48210', isCalled: true } as const;
const facts: Facts = { tables: [table], sequences: [sequence], largeObjects: { count: 2, checksum: '5' } };
const words = (copy: Facts) => compareFacts(facts, copy).map((each) => each.words);

test.each<[string, Facts, string[]]>([
  ['nothing', facts, []],
  [
    'a lost row',
    { ...facts, tables: [{ ...table, rows: 48_209 }] },
    ['public.users: 48,210 rows in the database, 48,209 in the copy'],
  ],
  [
    'a changed value',
    { ...facts, tables: [{ ...table, checksum: '18' }] },
    ['public.users: 48,210 rows on both sides, but not the same content'],
  ],
  [
    'another way of hashing',
    { ...facts, tables: [{ ...table, method: 'text' }] },
    ['public.users: hashed as record in the database and as text in the copy: not comparable'],
  ],
  [
    'another kind',
    { ...facts, tables: [{ ...table, kind: 'materialized view' }] },
    ['public.users: a table in the database, a materialized view in the copy'],
  ],
  ['a lost table', { ...facts, tables: [] }, ['public.users: the table is not in the copy']],
  [
    'a table too many',
    { ...facts, tables: [table, { ...table, name: 'public.x' }] },
    ['public.x: the table is in the copy only'],
  ],
  [
    'a moved sequence',
    { ...facts, sequences: [{ ...sequence, lastValue: '1', isCalled: false }] },
    ['public.users_id_seq: the sequence is at 48210 in the database, at 1 (not used yet) in the copy'],
  ],
  ['a lost sequence', { ...facts, sequences: [] }, ['public.users_id_seq: the sequence is not in the copy']],
  [
    'a lost large object',
    { ...facts, largeObjects: { count: 1, checksum: '5' } },
    ['large objects: 2 in the database, 1 in the copy'],
  ],
  [
    'a changed large object',
    { ...facts, largeObjects: { count: 2, checksum: '6' } },
    ['large objects: 2 on both sides, but not the same content'],
  ],
])('%s is told in words', (_, copy, expected) => {
  expect(words(copy)).toEqual(expected);
});

const block = (name: string, type: string, sql: string) =>
  `--\n-- Name: ${name}; Type: ${type}; Schema: public; Owner: postgres\n--\n\n${sql}\n\n\n`;
const head = (key: string) =>
  `--\n-- PostgreSQL database dump\n--\n\n\\restrict ${key}\n\n-- Dumped from database version 15.18 (${key})\n\n`;
const users = block('users', 'TABLE', 'CREATE TABLE public.users (\n    id integer\n);');
const policy = block('users own', 'POLICY', 'CREATE POLICY own ON public.users USING (true);');

test('restriction keys, versions and the order of statements do not count', () => {
  expect(compareSchemas(head('a') + users + policy, head('b') + users + policy)).toEqual([]);
  expect(compareSchemas(head('a') + users + policy, head('b') + policy + users)).toEqual([]);
});

test('a lost, added or changed statement is named', () => {
  expect(compareSchemas(users + policy, users)).toEqual(['schema: not like this in the copy: policy public.users own']);
  expect(compareSchemas(users, users + policy)).toEqual(['schema: in the copy only: policy public.users own']);
  expect(compareSchemas(users, users.replace('integer', 'bigint'))).toEqual([
    'schema: not like this in the copy: table public.users',
    'schema: in the copy only: table public.users',
  ]);
  expect(compareSchemas(policy + policy, policy)).toEqual([
    'schema: not like this in the copy: policy public.users own',
  ]);
});
