import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CopyBlocks } from '../../src/backup/copy-blocks.ts';
import { compareRowText } from '../../src/backup/data-file.ts';
import { InsertRows } from '../../src/backup/insert-rows.ts';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';
import { strange } from './strange.ts';

let cluster: Cluster;
let full: Buffer;
let data: Buffer;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(strange);
  const dump = (...args: string[]) =>
    execFileSync(join(bin15, 'pg_dump'), [...args, cluster.url()], {
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  full = dump();
  data = dump('-a', '--column-inserts', '--rows-per-insert=7');
});
afterAll(() => cluster?.stop());

function readFull(bytes: Buffer, size = bytes.length, after?: (table: string) => string) {
  const blocks = new CopyBlocks(after);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(...blocks.push(bytes.subarray(at, at + size)));
  return { rows: blocks.finish(), out: Buffer.concat(out) };
}
function readData(bytes: Buffer, size = bytes.length) {
  const rows = new InsertRows();
  for (let at = 0; at < bytes.length; at += size) rows.push(bytes.subarray(at, at + size));
  return rows.finish();
}

test('rows read the same from COPY and from INSERT, wherever the stream is cut', () => {
  const rows = readData(data);
  expect(rows.tables.size).toBe(12);
  expect(rows.sequences).toHaveLength(3);
  for (const size of [full.length, 65_536, 1000]) {
    const read = readFull(full, size);
    expect(read.out.equals(full)).toBe(true);
    expect(compareRowText(read.rows, rows)).toEqual([]);
  }
  for (const size of [4096, 333, 7]) expect(readData(data, size)).toEqual(rows);
});

test('no cut inside of an end mark, a quote or a word changes what is read', () => {
  const small = Buffer.from(full.toString().replace(/SELECT pg_catalog.lowrite.*\n/g, ''));
  const expected = readFull(small).rows;
  for (const size of [1, 2, 3, 5]) expect(readFull(small, size).rows).toEqual(expected);
  const values = Buffer.from(data.toString().replace(/SELECT pg_catalog.lowrite.*\n/g, ''));
  const rows = readData(values);
  for (const size of [1, 2]) expect(readData(values, size)).toEqual(rows);
});

test('words for the reader behind stand after the end mark of each table and nowhere else', () => {
  const { out } = readFull(full, 100, (table) => `-- after ${table}\n`);
  const text = out.toString();
  expect(text.match(/\\\.\n-- after /g)).toHaveLength(text.match(/-- after /g)?.length ?? 0);
  expect(text.match(/-- after .*/g)).toHaveLength(13);
  expect(text).not.toContain('-- after public.ruse');
  expect(text.replace(/-- after .*\n/g, '')).toBe(full.toString());
});

test('every single changed value, row, sequence and large object is named', () => {
  const rows = readFull(full).rows;
  const changed = (from: string | RegExp, to: string) =>
    compareRowText(rows, readData(Buffer.from(data.toString().replace(from, to))));
  expect(changed("'p29'", "'p28'")).toEqual(['public.part_rest: the rows in data.sql are not those in full.sql']);
  expect(changed('(7);', '(NULL);')).toEqual(['public.quick: the rows in data.sql are not those in full.sql']);
  expect(changed("(1, 'p1'),\n\t", '')).toEqual(['public.part_one: the rows in data.sql are not those in full.sql']);
  expect(changed("setval('public.down', 97, true)", "setval('public.down', 94, true)")).toEqual([
    'the sequence values in data.sql are not those in full.sql',
  ]);
  expect(changed('00ff274100ff2741', '00ff274100ff2742')).toEqual([
    'the large objects in data.sql are not those in full.sql',
  ]);
});

test('what pg_dump never writes is an error, not a guess', () => {
  const read = (text: string) => () => readData(Buffer.from(text));
  expect(read('INSERT INTO t (a) VALUES\n\t(now());\n')).toThrow('has "(" where pg_dump writes none');
  expect(read("INSERT INTO t (a) VALUES\n\t('a' || 'b');\n")).toThrow('has " " where pg_dump writes none');
  expect(read('INSERT INTO t (a) VALUES\n\t(current_user);\n')).toThrow('no value as pg_dump writes it: current_user');
  expect(read('INSERT INTO t SELECT 1;\n')).toThrow('this is not an INSERT statement of pg_dump');
  expect(read('INSERT INTO t (a) VALUES\n\t(1),\n')).toThrow('end in the middle of one');
  expect(() => readFull(full.subarray(0, full.indexOf('p29')))).toThrow('the rows of public.part_rest end without');
});
