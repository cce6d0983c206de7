import { expect, test } from 'vitest';
import { mapColumns } from '../../../src/recovery/rows/columns.ts';
import { insertOrder } from '../../../src/recovery/rows/order.ts';
import type { Column, ForeignKey, Shape } from '../../../src/recovery/rows/shape.ts';

const fk = (from: string, to: string, deferrable = false): ForeignKey => ({
  ...{ name: `${from}_${to}`, from, to, columns: ['x'], toColumns: ['id'], same: '', deferrable, unlinks: false },
});

const orders: readonly (readonly [
  string,
  readonly string[],
  readonly ForeignKey[],
  readonly string[],
  readonly string[],
])[] = [
  ['no keys: by name', ['b', 'a'], [], ['a', 'b'], []],
  ['parents first', ['a', 'b', 'c'], [fk('a', 'b'), fk('b', 'c')], ['c', 'b', 'a'], []],
  ['two parents', ['a', 'b', 'c'], [fk('a', 'b'), fk('a', 'c')], ['b', 'c', 'a'], []],
  ['itself', ['a'], [fk('a', 'a')], ['a'], []],
  ['a parent that is not among them', ['a'], [fk('a', 'z')], ['a'], []],
  ['a ring of two', ['a', 'b'], [fk('a', 'b'), fk('b', 'a')], ['a', 'b'], ['a_b']],
  ['a ring below a parent', ['a', 'b', 'z'], [fk('a', 'b'), fk('b', 'a'), fk('a', 'z')], ['z', 'a', 'b'], ['a_b']],
];

test.each(orders)('order of tables: %s', (_, tables, keys, order, cycles) => {
  const found = insertOrder(tables, keys);
  expect(found.tables).toEqual(order);
  expect(found.cycles.map(({ name }) => name)).toEqual(cycles);
  for (const { from, to, name } of keys)
    if (from !== to && order.includes(to) && !cycles.includes(name))
      expect(order.indexOf(to)).toBeLessThan(order.indexOf(from));
});

const column = (name: string, more: Partial<Column> = {}): Column => ({
  ...{ name, type: 'text', notNull: false, hasDefault: false, generated: false, labels: null },
  ...more,
});
const shape = (columns: readonly Column[], keys: readonly (readonly string[])[] = [['id']]): Shape => ({
  ...{ name: 'public.t', partitioned: false, leaves: ['public.t'], columns, keys },
  ...{ uniques: [], foreignKeys: [], sequences: [], triggers: [] },
});
const id = column('id', { type: 'bigint', notNull: true });

test('generated columns are compared and not written, columns of one side are told apart', () => {
  const now = shape([id, column('up', { generated: true }), column('since'), column('sum', { generated: true })]);
  const then = shape([id, column('up', { generated: true }), column('gone')]);
  expect(mapColumns(now, then)).toEqual({
    mapping: {
      ...{ key: ['id'], columns: ['id', 'up'], generated: ['up'] },
      ...{ onlyThen: ['gone'], onlyNow: ['since'], labelsGone: [] },
    },
  });
});

test('a key counts only where both sides have it, in whatever order', () => {
  const now = shape([id, column('a'), column('b')], [['id'], ['a', 'b']]);
  expect(mapColumns(now, shape([id, column('a'), column('b')], [['b', 'a']]))).toMatchObject({
    mapping: { key: ['a', 'b'] },
  });
  expect(mapColumns(now, shape([id, column('a'), column('b')], []))).toMatchObject({
    problem: expect.stringContaining('cannot be told apart'),
  });
});

test('values an enum has no more are found by column', () => {
  const mood = (labels: readonly string[]) => shape([id, column('mood', { type: 'public.mood', labels })]);
  expect(mapColumns(mood(['ok', 'new']), mood(['ok', 'sad']))).toMatchObject({
    mapping: { labelsGone: [{ column: 'mood', labels: ['sad'] }] },
  });
});

test('a new column that must be filled is refused unless something fills it', () => {
  const must = (more: Partial<Column>) => mapColumns(shape([id, column('x', { notNull: true, ...more })]), shape([id]));
  expect(must({})).toEqual({ problem: 'public.t has columns that must be filled and are not in the backup: x' });
  expect(must({ hasDefault: true })).toHaveProperty('mapping');
  expect(must({ generated: true })).toHaveProperty('mapping');
});

test('a table that the backup does not hold is said', () => {
  expect(mapColumns(shape([id]), undefined)).toEqual({ problem: 'the backup holds no table public.t' });
});
