import { fieldsOf, textOf } from './fields.ts';

/** Functions that run a text as SQL, now or by the clock, and which argument it is; negative counts from the end. */
const runners: Readonly<Record<string, number>> = {
  'cron.schedule': -1,
  'cron.schedule_in_database': 2,
  exec_sql: 0,
  execute_sql: 0,
  run_sql: 0,
  query_to_xml: 0,
  query_to_xmlschema: 0,
  query_to_xml_and_xmlschema: 0,
  ts_stat: 0,
};

/** What their argument is called where it is given by name. */
const named = /^(?:command|query|sql|sql_query)$/;

/** The argument of a call that is run as SQL, without its name; null for other functions. */
export function runAsSql(names: readonly string[], args: readonly unknown[]): { readonly argument: unknown } | null {
  const at = runners[names.join('.')] ?? runners[names.at(-1) ?? ''] ?? null;
  if (at === null) return null;
  const withName = args.map((one) => fieldsOf(fieldsOf(one).NamedArgExpr));
  const found = withName.find(({ name }) => named.test(textOf(name)));
  return { argument: found ? found.arg : args[at < 0 ? args.length + at : at] };
}
