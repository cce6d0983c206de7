import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser, type SqlParser } from '../../../src/classification/sql/parser.ts';
import { split } from '../../../src/classification/sql/split.ts';
import { lint } from './lint.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadParser();
});

/** A text, and where in it tables are dropped for real when it runs. */
interface Part {
  readonly text: string;
  readonly drops: readonly { readonly table: string; readonly at: number }[];
}

const plain = (text: string): Part => ({ text, drops: [] });
const joined = (parts: readonly Part[]): Part =>
  parts.reduce((all, { text, drops }) => ({
    text: all.text + text,
    drops: [...all.drops, ...drops.map(({ table, at }) => ({ table, at: at + all.text.length }))],
  }));
/** A part among other words; its drops stay real. */
const within = (before: string, part: Part, after: string): Part => joined([plain(before), part, plain(after)]);

const gap = fc
  .array(
    fc.constantFrom(
      ' ',
      '\n',
      '\r\n',
      '\t',
      ' -- drop table no;\n',
      '/* ; */',
      '/* \' /* $zz$ */ " */',
      ' -- é 😀 "\n',
    ),
  )
  .map((some) => ` ${some.join('')} `);
const number = fc.integer({ min: 1, max: 99 });
const table = fc.tuple(fc.constantFrom('t', 'é', 'select_', 'a$b$', 'e'), number).map(([name, n]) => `${name}${n}`);

const drop: fc.Arbitrary<Part> = fc.tuple(gap, gap, table).map(([one, two, name]) => ({
  text: `drop${one}table${two}${name};`,
  drops: [{ table: name, at: 0 }],
}));

/** Words that look like SQL and stand where nothing runs. */
const noise = fc
  .array(
    fc.oneof(
      table.map((name) => `drop table ${name};`),
      fc.constantFrom("'", '"', '$$', '$a$', '/*', '*/', '--', '\n', '\\', ';', 'begin;', '\\.', "E'", '(', ')', 'é😀'),
    ),
    { maxLength: 6 },
  )
  .map((some) => some.join(' '));
/** A comment ends where its own marks say, so that others are taken out of it. */
const commented = noise.map((words) => words.replaceAll('/*', '/ *').replaceAll('*/', '* /'));
const tag = fc.constantFrom('$$', '$x$', '$é_1$', '$body$');
const quotedBy = (words: string, mark: string) => mark + words.replaceAll('$', '') + mark;

const hidden: fc.Arbitrary<Part> = fc
  .oneof(
    noise.map((words) => `-- ${words.replaceAll('\n', ' ')}\n`),
    commented.map((words) => `/* ${words} */`),
    commented.map((words) => `/* a /* ${words} */ ' */`),
    noise.map((words) => `select '${words.replaceAll("'", "''")}';`),
    noise.map((words) => `select 1, E'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}' as e;`),
    noise.map((words) => `select E'a'\n  \n  '\\'${words.replaceAll('\\', '').replaceAll("'", '')}';`),
    noise.map((words) => `select 1 as "${words.replaceAll('"', '""').replaceAll('\0', '')}x";`),
    fc.tuple(noise, tag).map(([words, mark]) => `select ${quotedBy(words, mark)};`),
    fc.tuple(noise, tag).map(([words, mark]) => `comment on table a is ${quotedBy(words, mark)};`),
    fc
      .tuple(table, tag)
      .map(
        ([name, mark]) =>
          `create function f() returns void language plpgsql as ${mark} begin drop table ${name}; end ${mark};`,
      ),
    table.map(
      (name) =>
        `create function f() returns int begin atomic select case when true then 1 end; delete from ${name}; select 2; end;`,
    ),
    table.map((name) => `create rule r as on insert to a do also (delete from ${name}; select 1);`),
    noise.map((words) => `copy a from stdin;\n${words.replace(/^\\\.$/gm, '')}\n\\.\n`),
    table.map((name) => `\\echo drop table ${name};\n`),
    fc.constantFrom(
      '\\restrict x\n',
      '\\set a 1\n',
      '\\pset format unaligned \\\\ select 1;',
      ';;',
      'select 1;',
      'select $1$2;'.replace('$2', ''),
    ),
  )
  .map(plain);

const real: fc.Arbitrary<Part> = fc.oneof(
  drop,
  fc.tuple(tag, gap, drop).map(([mark, space, one]) => within(`do ${mark}${space}begin${space}`, one, ` end ${mark};`)),
  drop.map((one) => within('do $$ begin if true then ', one, ' end if; end $$;')),
  drop.map((one) => within('\\echo a \\\\ ', one, '')),
  drop.map((one) => within('create schema if not exists s; begin; ', one, ' commit;')),
  fc.tuple(gap, drop).map(([space, one]) => within(`copy a from stdin;\ndrop table no;\n\\.\n${space}`, one, '')),
);

const script = fc
  .array(fc.tuple(fc.oneof({ weight: 2, arbitrary: hidden }, real), gap), { maxLength: 12 })
  .map((parts) => joined([plain(''), ...parts.flatMap(([part, space]) => [part, plain(space)])]));

describe('random scripts', () => {
  test('neither hide a statement in comments, quotes and data, nor invent one out of them', () => {
    fc.assert(
      fc.property(script, ({ text, drops }) => {
        const { findings, unparsed } = lint(text);
        expect(unparsed).toEqual([]);
        const seen = findings
          .filter(({ rule }) => rule === 'drop-table')
          .map(({ object, line }) => `${object} ${line}`);
        const line = (at: number) => text.slice(0, at).split('\n').length;
        const name = (one: string) => (/[$é]/.test(one) ? `"${one}"` : one);
        expect(seen.sort()).toEqual([...new Set(drops.map((one) => `${name(one.table)} ${line(one.at)}`))].sort());
      }),
      { numRuns: 400 },
    );
  });

  test('with a statement that is off keep all the others', () => {
    fc.assert(
      fc.property(fc.array(drop, { maxLength: 5 }), fc.array(drop, { maxLength: 5 }), (before, after) => {
        const { text, drops } = joined([plain(''), ...before, plain('selec (1; '), ...after]);
        const { findings, unparsed } = lint(text);
        expect(unparsed).toHaveLength(1);
        expect(new Set(findings.map(({ object }) => object))).toEqual(
          new Set(drops.map(({ table: one }) => (/[$é]/.test(one) ? `"${one}"` : one))),
        );
      }),
      { numRuns: 100 },
    );
  });
});

const shards = fc
  .array(
    fc.constantFrom(
      ..."' '' \" $ $$ $a$ $1 \\ ; ( ) /* */ -- \n \r \t e E E' U&' e$$ a$b b' x' n' 1$$ || :: : = <- - / * é 😀 \u00a0".split(
        ' ',
      ),
      ...'select drop table a; do create function begin atomic end case copy from stdin as 1 a'.split(' '),
      '\0',
      '\ufeff',
      ' ',
    ),
    { maxLength: 40 },
  )
  .chain((some) => fc.constantFrom('', ' ').map((between) => some.join(between)));

describe('random texts', () => {
  test('are read without a crash', () => {
    fc.assert(
      fc.property(fc.oneof(shards, fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
        const { findings, unparsed } = lint(text);
        const lines = text.split('\n').length;
        expect([...findings, ...unparsed].filter(({ line }) => line < 1 || line > lines)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('are split as PostgreSQL splits them', () => {
    fc.assert(
      fc.property(shards, (text) => {
        fc.pre(!/[\\\0\ufeff]/.test(text));
        const whole = parser.parse(text);
        fc.pre(whole.ok);
        const ours = split(text).pieces.map(({ start, end }) => parser.parse(text.slice(start, end)));
        expect(ours.every(({ ok }) => ok)).toBe(true);
        expect(ours.reduce((sum, one) => sum + (one.ok ? one.statements.length : 0), 0)).toBe(
          whole.ok ? whole.statements.length : 0,
        );
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    );
  });
});
