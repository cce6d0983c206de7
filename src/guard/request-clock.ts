import type { Held } from './hold.ts';

/** What the database's own clock says; null where no database is reached. A request must be young by both clocks. */
export async function databaseClock({ source }: Held): Promise<Date | null> {
  if (!source) return null;
  const [row] = await source.session.query<{ ms: string }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms',
  );
  return row ? new Date(Number(row.ms)) : null;
}
