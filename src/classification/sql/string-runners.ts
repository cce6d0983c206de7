/** Functions that run a text as SQL, now or by the clock, and which argument it is; negative counts from the end. */
const runners: Readonly<Record<string, number>> = {
  'cron.schedule': -1,
  'cron.schedule_in_database': 2,
  query_to_xml: 0,
  query_to_xmlschema: 0,
  query_to_xml_and_xmlschema: 0,
  ts_stat: 0,
};

/** Which argument of a function is run as SQL; null for others. */
export function stringRunners(names: readonly string[]): number | null {
  return runners[names.join('.')] ?? runners[names.at(-1) ?? ''] ?? null;
}
