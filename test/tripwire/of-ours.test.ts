import { expect, test } from 'vitest';
import { bindingIn, commentOf } from '../../src/tripwire/binding.ts';
import { isTripwire } from '../../src/tripwire/of-ours.ts';

test.each([
  ['SCHEMA', null, 'permahub'],
  ['COMMENT', null, 'SCHEMA permahub'],
  ['ACL', null, 'SCHEMA permahub'],
  ['FUNCTION', 'permahub', 'refuse(text)'],
  ['ACL', 'permahub', 'FUNCTION on_drop()'],
  ['TRIGGER', 'shop', 'Odd Name permahub_delete'],
  ['EVENT TRIGGER', null, 'permahub_drop'],
])('%s %s %s of a dump is the tripwire', (kind, schema, name) => {
  expect(isTripwire({ kind, schema, name })).toBe(true);
});

test.each([
  ['SCHEMA', null, 'permahub_2'],
  ['COMMENT', null, 'SCHEMA shop'],
  ['FUNCTION', 'public', 'refuse(text)'],
  ['FUNCTION', 'permahub', 'mine()'],
  ['TABLE', 'permahub', 'refuse'],
  ['TABLE', 'public', 'permahub_delete'],
  ['TRIGGER', 'public', 'permahub_delete touch'],
  ['EVENT TRIGGER', null, 'pgrst_ddl_watch'],
])('%s %s %s is not', (kind, schema, name) => {
  expect(isTripwire({ kind, schema, name })).toBe(false);
});

test('what a schema is bound to is read back as it was written, and from nothing else', () => {
  const binding = { systemIdentifier: '7711104567165033314', databaseOid: 5, rows: 100 };
  expect(bindingIn(`Something before. ${commentOf(binding)}`)).toEqual(binding);
  expect([null, '', '[permahub.tripwire x 5 rows=1]', 'our schema'].map(bindingIn)).toEqual([null, null, null, null]);
});
