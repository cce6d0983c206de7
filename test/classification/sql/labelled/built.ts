import type { Labelled } from './labelled.ts';

const run = (text: string) => `do $$ declare t text := current_user; begin execute ${text}; end $$`;

/** A DO block: declarations of one word and a type each, then statements. */
const code = (text: string) => {
  const [, declared, statements] =
    /^((?:\w+ (?:constant )?(?:text|varchar)\S*(?: := [^;]*)?; )+)(.*)$/s.exec(text) ?? [];
  return `do $$ declare ${declared}begin ${statements} end $$`;
};

/** SQL that is built around names and literals which nobody knows before. */
export const built: readonly Labelled[] = [
  [run("format('grant select on %I.%I to reader', t, t)")],
  [run("format('create policy %I on %I using (owner = %L)', t || '_own', t, t)")],
  [run("format('drop policy if exists %1$I_read on app.%1$I', t)"), 'drop-policy app."…"."…_read"'],
  [run("format('truncate %I; analyze %I', t, t)"), 'truncate "…"'],
  [run("'drop table ' || quote_ident(t) || ' cascade'"), 'drop-table "…"', 'cascade "…"'],
  [run("'update a set b = ' || quote_nullable(t) || ' where c = ' || quote_literal(t)"), 'update a'],
  [run("'alter table ' || t::regclass || ' disable row level security'"), 'disable-row-security "…"'],
  [run("format('alter table %s enable row level security', quote_ident(t))")],
  [run("format('alter table %I drop column %I', 'a', t)"), 'drop-column a."…"'],
  // What is not quoted can be anything.
  [run("format('analyze %s', t)"), 'dynamic-sql -'],
  [run("format('analyze %2$I %1$s', t, t)"), 'dynamic-sql -'],
  [run("format('analyze %-20I', t)"), 'dynamic-sql -'],
  [run("format('analyze %I', variadic array[t])"), 'dynamic-sql -'],
  [run("format(t, 'a')"), 'dynamic-sql -'],
  [run("format('analyze %3$I', t)"), 'dynamic-sql -'],
  [run("'analyze ' || quote_ident(t) || t"), 'dynamic-sql -'],
  // Quoting holds only where SQL expects it.
  [run("format('comment on table a is ''%I''', t)"), 'dynamic-sql -'],
  [run("format('comment on table a is ''%L''', t)"), 'dynamic-sql -'],
  [run("format('comment on table a is E%L', t)"), 'dynamic-sql -'],
  [run("format('analyze -- %I', t)"), 'dynamic-sql -'],
  [run("format('do $x$ begin perform %I; end $x$', t)"), 'dynamic-sql -'],
  // A name that decides what runs.
  [run("format('select %I(1)', t)"), 'dynamic-sql -'],
  [run("format('call app.%I()', t)"), 'dynamic-sql -'],
  [run("format('drop %I a', t)"), 'unreadable-code -'],
  [run("format('do %L', t)"), 'unreadable-code -'],
  [run("format('execute %I', t)"), 'unreadable-code -'],
  ["select cron.schedule('j', '@daily', format('delete from %I', current_user))", 'delete-without-where "…"'],
  ["select cron.schedule(job_name := 'j', command := 'delete from a', schedule := '@daily')", 'delete-without-where a'],
  ["select exec_sql('drop table a')", 'drop-table a'],
  ["select public.exec_sql(sql => 'analyze a')"],
  ['select exec_sql(a) from b', 'dynamic-sql -'],
  // A temporary table of an unknown name makes no other name temporary.
  [run("format('create temp table %I (a int)', t); execute format('drop table %I', t)"), 'drop-table "…"'],
  // What the text is built from runs as well.
  [
    `create function f() returns text language sql as 'delete from a returning b';
     ${run("format('analyze %I', f())")}`,
    'delete-without-where a',
  ],
  // Variables that can only be what the code itself says.
  [
    code(
      "t text; foreach t in array array['a', 'B c'] loop execute format('drop policy \"read %1$s\" on app.%1$I', t); end loop;",
    ),
    'drop-policy app.a."read a"',
    'drop-policy app."B c"."read B c"',
  ],
  [
    code("t text; ts text[] := array['a', 'b']; foreach t in array ts loop execute 'drop table ' || t; end loop;"),
    'drop-table a',
    'drop-table b',
  ],
  [code("t text; for t in select unnest(array['a', 'b']::text[]) loop execute 'analyze ' || t; end loop;")],
  [code("t text; foreach t in array array['a; drop table c'] loop execute 'analyze ' || t; end loop;"), 'drop-table c'],
  [code("t constant text := 'app'; execute 'drop schema ' || t;"), 'drop-schema app'],
  [
    code(
      "t text; u text; foreach t in array array['a', 'b'] loop foreach u in array array['x', 'y'] loop execute format('drop rule %s on %s', u, t); end loop; end loop;",
    ),
    'drop-rule a.x',
    'drop-rule a.y',
    'drop-rule b.x',
    'drop-rule b.y',
  ],
  [
    code("t text; t := 'drop table a'; execute t; t := format('truncate %I', current_user); execute t;"),
    'drop-table a',
    'truncate "…"',
  ],
  [
    code("t text; u text; foreach t in array array['a', 'b'] loop u := 'drop view ' || t; execute u; end loop;"),
    'drop-view a',
    'drop-view b',
  ],
  [code("t text; u text; u := format('%I', f()); execute format('analyze %s', u);"), 'dynamic-sql -'],
  [code("t text; u text; u := 'analyze ' || t; execute u;"), 'dynamic-sql -'],
  [code("t text := 'analyze'; t := t || f(); execute t;"), 'dynamic-sql -'],
  [code("t text; t := 'analyze a'; select b into t from c; execute t;"), 'dynamic-sql -'],
  [code("t text; select string_agg(a, ';') into t from b; execute t;"), 'dynamic-sql -'],
  // Variables that may be something else.
  [
    code("t text; foreach t in array array['a'] loop t := t || f(); execute 'analyze ' || t; end loop;"),
    'dynamic-sql -',
  ],
  [
    code("t text; foreach t in array array['a'] loop select b into t from c; execute 'analyze ' || t; end loop;"),
    'dynamic-sql -',
  ],
  [code("t text := 'a'; get diagnostics t = pg_context; execute 'analyze ' || t;"), 'dynamic-sql -'],
  [code("t text := 'a'; foreach t in array array['b'] loop execute 'analyze ' || t; end loop;"), 'dynamic-sql -'],
  [
    code("t text; ts text[] := array['a']; ts := f(); foreach t in array ts loop execute 'analyze ' || t; end loop;"),
    'dynamic-sql -',
  ],
  [code("t text; foreach t in array array['a', f()] loop execute 'analyze ' || t; end loop;"), 'dynamic-sql -'],
  [code("t text; for t in select unnest(array['a']) from b loop execute 'analyze ' || t; end loop;"), 'dynamic-sql -'],
  [code("t varchar(1); foreach t in array array['abc'] loop execute 'analyze ' || t; end loop;"), 'dynamic-sql -'],
  [code("t text := 'a'; declare t text := current_user; begin execute 'analyze ' || t; end;"), 'dynamic-sql -'],
  [
    `create function f(a int, t text) returns void language plpgsql as $$ begin if a = 1 then t := 'analyze'; end if; execute t; end $$;
     select f(2, 'b')`,
    'dynamic-sql -',
  ],
  [
    `create function f(t text default 'a') returns void language plpgsql as $$ begin execute 'analyze ' || t; end $$;
     select f('b')`,
    'dynamic-sql -',
  ],
];
