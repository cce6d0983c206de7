import { type Binding, commentOf } from './binding.ts';
import { bodies, sourceOf } from './function-texts.ts';
import { eventTriggers, functions, schema, tableTriggers } from './names.ts';

/** Nobody who writes is kept waiting for longer. Works in one implicit transaction, where SET LOCAL only warns. */
export const shortWait = `select pg_catalog.set_config('lock_timeout', '5s', true);`;

/** The schema with its functions, made or made anew; takes no lock on any table. Pure. */
export function schemaSql(binding: Binding): string {
  return [
    `create schema if not exists ${schema};`,
    `comment on schema ${schema} is '${commentOf(binding)}';`,
    // Whoever makes a table gets the triggers on it; whoever trips one runs the function as himself.
    `grant usage on schema ${schema} to public;`,
    ...functions.flatMap((name) => {
      const { takes, returns } = bodies[name];
      const signature = `${schema}.${name}(${takes})`;
      return [
        `create or replace function ${signature} returns ${returns} language plpgsql security invoker set search_path = pg_catalog, pg_temp as $permahub$${sourceOf(name, binding)}$permahub$;`,
        `grant execute on function ${signature.replace('deed ', '')} to public;`,
      ];
    }),
  ].join('\n');
}

/** One event trigger, in place of whatever has its name. Pure. */
export function eventTriggerSql({ name, event, tags, runs }: (typeof eventTriggers)[number]): string {
  const when = tags === null ? '' : ` when tag in (${tags.map((tag) => `'${tag}'`).join(', ')})`;
  return [
    `drop event trigger if exists ${name};`,
    `create event trigger ${name} on ${event}${when} execute function ${schema}.${runs}();`,
    `alter event trigger ${name} enable always;`,
  ].join('\n');
}

/** The triggers of one table (quoted name). Pure. */
export function tableSql(table: string): string {
  return [
    shortWait,
    ...tableTriggers.flatMap(({ name, when, rest, runs }) => [
      `create or replace trigger ${name} ${when} on ${table} ${rest} execute function ${schema}.${runs}();`,
      `alter table ${table} enable always trigger ${name};`,
    ]),
  ].join('\n');
}

/** Takes the triggers of one table away again. Pure. */
export function untableSql(table: string): string {
  return [shortWait, ...tableTriggers.map(({ name }) => `drop trigger if exists ${name} on ${table};`)].join('\n');
}

/** Takes the event triggers away: nothing refuses after that. They are none of what event triggers see. Pure. */
export const disarmSql = eventTriggers.map(({ name }) => `drop event trigger if exists ${name};`).join('\n');

/** Takes functions and schema away; fails where somebody else's things are in it or hang on it. Pure. */
export const unschemaSql = [
  ...functions.map((name) => `drop function if exists ${schema}.${name}(${bodies[name].takes.replace('deed ', '')});`),
  `drop schema if exists ${schema};`,
].join('\n');

/** Everything that an installation runs, in its order, for people to read. Pure. */
export function wholeSql(binding: Binding, tables: readonly string[]): string {
  return [schemaSql(binding), ...eventTriggers.map(eventTriggerSql), ...tables.map(tableSql)].join('\n\n').concat('\n');
}

/** Everything that a removal runs, in its order, for people to read. Pure. */
export function removalSql(tables: readonly string[]): string {
  return [disarmSql, ...tables.map(untableSql), unschemaSql].join('\n\n').concat('\n');
}
