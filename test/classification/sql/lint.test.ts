import { beforeAll, describe, expect, test } from 'vitest';
import { lintSql } from '../../../src/classification/sql/lint.ts';
import { loadParser, type SqlParser } from '../../../src/classification/sql/parser.ts';
import type { SqlKind } from '../../../src/target/sql/types.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadParser();
});

const lint = (text: string, kind: SqlKind = 'file') => lintSql([{ file: 'a.sql', kind, version: null, text }], parser);
/** "rule object:line" of each finding, and "unparsed:line" of what could not be read. */
function found(text: string): string[] {
  const { findings, unparsed } = lint(text);
  return [
    ...findings.map(({ rule, object, line }) => `${rule} ${object}:${line}`),
    ...unparsed.map(({ line }) => `unparsed:${line}`),
  ];
}

describe('a statement', () => {
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ['drops a table', 'select 1;\ndrop table a.b;', ['drop-table a.b:2']],
    ['stands in a DO block', 'do $$\nbegin\n  drop table x;\nend $$;', ['drop-table x:3']],
    [
      'is only defined by a function',
      'create function f() returns void language plpgsql as $$ begin drop table x; end $$;',
      [],
    ],
    [
      'is run by a function that is called',
      'create function f() returns void language plpgsql as $$\nbegin\n drop table x; end $$;\nselect f();',
      ['drop-table x:3'],
    ],
    ['is undone', 'begin; drop table x; rollback;', []],
    [
      'is a bad one between others',
      'drop table a;\nselec 1;\ndrop table b;',
      ['drop-table a:1', 'drop-table b:3', 'unparsed:2'],
    ],
    ['stands behind COPY data', 'copy t from stdin;\ndrop table a;\n\\.\ndrop table b;', ['drop-table b:4']],
    [
      'is built while it runs',
      "do $$ begin execute format('drop table %s', current_user); end $$",
      ['dynamic-sql null:1'],
    ],
    [
      'is built around a quoted name',
      "do $$ begin execute format('drop table %I', current_user); end $$",
      ['drop-table "…":1'],
    ],
    ['is a constant that is run', "do $$ begin\nexecute 'drop table ' || 'x'; end $$", ['drop-table x:2']],
  ];
  test.each(table)('that %s', (_, text, expected) => {
    expect(found(text).filter((one) => !one.startsWith('copy'))).toEqual(expected);
  });
});
