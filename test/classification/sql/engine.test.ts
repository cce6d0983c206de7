import { describe, expect, test } from 'vitest';
import { lintSql } from '../../../src/classification/sql/lint.ts';
import { loadParser } from '../../../src/classification/sql/parser.ts';
import { split } from '../../../src/classification/sql/split.ts';
import { lint } from './lint.ts';

/** "rule:line" of every finding and of what could not be read. */
function places(text: string): string[] {
  const { findings, unparsed } = lint(text);
  return [...findings.map(({ rule, line }) => `${rule}:${line}`), ...unparsed.map(({ line }) => `unparsed:${line}`)];
}

describe('lines', () => {
  test.each([
    [
      'a byte order mark, CRLF and characters beyond ASCII',
      '\ufeff-- é😀\r\n\r\ndrop table "é😀";\r\ndrop table b;',
      [3, 4],
    ],
    ['comments before the statement', '\n/* one\n   two */\n-- three\ndrop table a;', [5]],
    [
      'a statement within a statement',
      'with gone as (\n  delete from a\n  where b = 1 returning 1\n)\nselect 1 from gone;',
      [2],
    ],
    ['a DO block', 'select 1;\ndo\n$$\nbegin\n\n  drop table a;\nend\n$$;', [6]],
    ['a DO block whose body begins on the line of its quote', 'do $$ begin\n drop table a; end $$', [2]],
    [
      'several lines of one statement of a DO block',
      'do $$ begin\n with g as (\n  delete from a where b\n returning 1) select 1 from g into strict x; end $$'.replace(
        ' into strict x',
        '',
      ),
      [3],
    ],
    [
      'a function that is called later',
      'create function f() returns void\nlanguage plpgsql as $f$\nbegin\n  drop table a;\nend $f$;\n\nselect f();',
      [4],
    ],
    [
      'a function in SQL',
      'create function f() returns void language sql as $f$\n  select 1;\n  drop table a;\n$f$;\nselect f();',
      [3],
    ],
    [
      'BEGIN ATOMIC',
      'create function f() returns int\nbegin atomic\n  delete from a where b;\n  select 1;\nend;\nselect f();',
      [3],
    ],
    ['a constant that is executed', 'do $$ begin\n  execute\n    $x$drop\n table a$x$; end $$', [2]],
    ['COPY data and psql commands', 'copy a from stdin;\n1\n2\n\\.\n\\echo a\ndrop table a;', [6]],
    ['a NUL', 'select 1;\n\0\ndrop table a;', [3]],
  ])('are right with %s', (_, text, lines) => {
    expect(lint(text)).toMatchObject({ unparsed: [] });
    expect(lint(text).findings.map(({ line }) => line)).toEqual(lines);
  });

  test('of a function of another file are those of that file', async () => {
    const source = (file: string, text: string) => ({ file, kind: 'migration' as const, version: null, text });
    const { findings } = lintSql(
      [
        source('1.sql', '\ncreate function f() returns void language plpgsql as $$\nbegin drop table a; end $$;'),
        source('2.sql', 'select f();'),
      ],
      await loadParser(),
    );
    expect(findings).toMatchObject([{ rule: 'drop-table', file: '1.sql', line: 3 }]);
  });
});

describe('what cannot be read', () => {
  test('is said with its place and the words of the parser, and hides nothing', () => {
    const { findings, unparsed } = lint('drop table a;\n\nselect (1;\nselec 1;\ndrop table b;');
    expect(findings.map(({ object }) => object)).toEqual(['a', 'b']);
    const says = (words: string) => `could not be read, treated as destructive: ${words}`;
    expect(unparsed).toEqual([
      { file: 'x.sql', line: 3, message: says('syntax error at end of input') },
      { file: 'x.sql', line: 4, message: says('syntax error at or near "selec"') },
    ]);
  });

  test('is a quote that never ends, and what is nested too deeply', () => {
    expect(places("drop table a; select 'x; drop table b;")).toEqual(['drop-table:1', 'unparsed:1']);
    expect(places('drop table a; /* drop table b;')).toEqual(['drop-table:1']);
    const deep = `select ${'a || '.repeat(20_000)}b;`;
    for (let times = 0; times < 3; times++)
      expect(places(`drop table a;\n${deep}\ndrop table c;`)).toEqual(['drop-table:1', 'drop-table:3', 'unparsed:2']);
  });

  test('is nothing in files without statements', () => {
    for (const text of ['', ' \r\n\t', '-- only', '/* a /* b */ */', ';;;', '\ufeff'])
      expect(lint(text)).toEqual({ findings: [], unparsed: [], onlyReads: true, reaches: [] });
  });

  test('a long file is read in parts, each line still right', () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => `insert into a values (${n}, 'é;');`);
    expect(places([...rows, 'drop table a;', 'selec;', 'drop table b;'].join('\n'))).toEqual([
      'drop-table:5001',
      'drop-table:5003',
      'unparsed:5002',
    ]);
  });

  test('a long INSERT is read without its rows, and nothing in or behind them is lost', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => `(${n}, 'it''s; drop table no', E'\\'', -1.5, null, true)`);
    const insert = `insert into a (b, "values") values\n${rows.join(',\n')}`;
    expect(places(`${insert};\ndrop table a;`)).toEqual(['drop-table:10002']);
    expect(places(`${insert}\non conflict (b) do update set c = 1;\ndrop table a;`)).toEqual([
      'update:1',
      'drop-table:10003',
    ]);
    const call = "create function f() returns int language sql as 'delete from x where y returning 1';";
    expect(places(`${call} ${insert}, (f(), 1), (2, 3);`)).toEqual(['delete:1']);
    expect(places(`${insert}, (1;\ndrop table b;`)).toEqual(['drop-table:10002', 'unparsed:10001']);
    expect(places(`${insert}, (1, 'x;\ndrop table b;`)).toEqual(['unparsed:10001']);
  });

  test('a function that calls the next twice, thirty deep, is read in no time', () => {
    const functions = Array.from(
      { length: 30 },
      (_, n) =>
        `create function f${n}() returns void language plpgsql as $$ begin perform f${n + 1}(); perform f${n + 1}(); end $$;`,
    );
    const last = 'create function f30() returns void language plpgsql as $$ begin drop table a; end $$;';
    expect(places([...functions, last, 'select f0();'].join('\n'))).toEqual(['drop-table:31']);
  });
});

describe('psql commands', () => {
  test.each([
    ['\\i other.sql', ['psql-command:1']],
    ['\\ir other.sql', ['psql-command:1']],
    ["select 'drop table a' \\gexec\ndrop table b;", ['psql-command:1', 'drop-table:2']],
    ['\\! rm -rf /', ['psql-command:1']],
    ["\\copy a from program 'x'", ['psql-command:1']],
    ['\\copy a from stdin\ndrop table no;\n\\.\ndrop table b;', ['psql-command:1', 'drop-table:4']],
    ['\\set a `rm x`', ['psql-command:1']],
    ['select 1 \\g | sh', ['psql-command:1']],
    ['\\connect other', ['psql-command:1']],
    ['\\unknown', ['psql-command:1']],
    ['\\restrict abc\nselect 1;\n\\unrestrict abc', []],
    ["\\set ON_ERROR_STOP on\n\\echo 'drop table a'\n\\pset pager off", []],
    ['select 1 \\gset\ndrop table a;', ['drop-table:2']],
    ['select 1\\; drop table a;', ['drop-table:1']],
    ['\\pset format unaligned \\\\ drop table a;', ['drop-table:1']],
    ['\\if :x\ndrop table a;\n\\endif', ['drop-table:2']],
    ['begin;\ndrop table a;\n\\if :x\nrollback;\n\\else\ncommit;\n\\endif', ['drop-table:2']],
    ['begin;\ndrop table a;\n\\echo x\nrollback;', []],
  ])('%j: %j', (text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test('keep every index of the text where it was', () => {
    const text = 'select 1 \\gset\n\\echo é\ncopy a from stdin;\n1\n\\.\nselect 2;';
    expect(split(text).text).toHaveLength(text.length);
  });
});

describe('only reading', () => {
  test.each([
    'select 1',
    'select count(*), now(), coalesce(a, b) from c group by d having max(e) > 1',
    'values (1), (2)',
    'table a',
    'with a as (select 1) select * from a union all select 2',
    'select jsonb_agg(a) from (select pg_catalog.lower(b) from c) d',
    'explain select 1; show search_path',
    'explain delete from a',
    'explain (analyze off) delete from a',
    'explain analyze select 1',
    '',
  ])('%s', (sql) => {
    expect(lint(sql).onlyReads).toBe(true);
  });

  test.each([
    'select 1 into a',
    'select * from a for update',
    'with a as (delete from b returning 1) select * from a',
    'select f()',
    'select public.count(1)',
    "select nextval('a')",
    "select set_config('a', 'b', false)",
    'select pg_terminate_backend(1)',
    "select query_to_xml('delete from a', true, true, '')",
    'select 1 operator(public.+) 2',
    'explain analyze delete from a',
    'explain select f()',
    'begin; select 1; commit',
    'set local a.b = 1',
    'insert into a values (1)',
    'do $$ begin end $$',
    'select 1; selec 2',
    'select 1 \\gset',
    'select * from a, lateral f(a.b)',
    'prepare a as select 1',
    'declare a cursor for select 1',
    'copy a to stdout',
  ])('not: %s', (sql) => {
    expect(lint(sql).onlyReads).toBe(false);
  });
});

describe('ways out of the database', () => {
  test.each<[string, string[]]>([
    ["select dblink_exec('a', 'b')", ['dblink']],
    ["select net.http_post(url := 'x')", ['pg_net']],
    ["select extensions.http_get('x')", ['http']],
    ["copy a to program 'x'", ['COPY … TO PROGRAM']],
    ["copy a from '/tmp/x'", ['server files']],
    ["select lo_export(1, '/tmp/x')", ['large object files']],
    ['create server a foreign data wrapper postgres_fdw', ['a foreign server']],
    ["create subscription a connection 'b' publication c", ['a subscription']],
    ['create function f() returns void language plpython3u as $$ pass $$', ['language plpython3u']],
    ["create function f() returns trigger language plpgsql as $$ begin perform net.http_post('x'); end $$", ['pg_net']],
    ["do $$ begin execute 'copy a to program ''x'''; end $$", ['COPY … TO PROGRAM']],
    ['select 1; copy a to stdout', []],
  ])('%s', (sql, reaches) => {
    expect(lint(sql).reaches).toEqual(reaches);
  });
});

describe("a source's own tables", () => {
  test.each([
    ['create temp table t (a int); delete from t; drop table t;', []],
    ['create temp table t (a int); drop table t; drop table t;', ['drop-table:1']],
    ['create temp table t (a int); discard all; delete from t where a;', ['delete:1']],
    [
      'begin; create temp table t (a int) on commit drop; delete from t where a; commit; delete from t where a;',
      ['delete:1'],
    ],
    ['begin; create temp table t (a int); rollback; drop table t;', ['drop-table:1']],
    ['create temp table t (a int); alter table t rename to u; drop table t;', ['drop-table:1']],
    ['do $$ begin create temp table t (a int) on commit drop; delete from t where a; end $$;', []],
    ['do $$ begin if x() then create temp table t (a int); delete from t where a; end if; end $$;', []],
    ['do $$ begin if x() then create temp table t (a int); end if; drop table t; end $$;', ['drop-table:1']],
    ['do $$ begin if x() then create temp table t (a int); else drop table t; end if; end $$;', ['drop-table:1']],
    ['do $$ begin create temp table t (a int); exception when others then drop table t; end $$;', ['drop-table:1']],
  ])('%s %j', (text, expected) => {
    expect(places(text)).toEqual(expected);
  });
});
