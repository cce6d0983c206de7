import type { Session } from '../../postgres/connection.ts';

/** Rows sent at once. */
const batch = 20_000;

/** Columns as one text that is the same on both sides: by the types' own output functions. */
export function asText(expressions: readonly string[]): string {
  return `array[${expressions.map((each) => `pg_catalog.format('%s', ${each})`).join(', ')}]::text`;
}

/** FROM of a table's own rows; those of a partitioned one are its partitions'. */
export function own({ name, partitioned }: { readonly name: string; readonly partitioned: boolean }, alias: string) {
  return `${partitioned ? '' : 'only '}${name} ${alias}`;
}

/** Reads a query of one text column in batches, in one transaction that cannot write. */
export async function readTexts(
  session: Session,
  sql: string,
  onBatch: (texts: readonly string[]) => Promise<unknown>,
): Promise<void> {
  await session.query('begin transaction isolation level repeatable read read only');
  try {
    await session.query(`declare permahub_texts no scroll cursor for ${sql}`);
    for (;;) {
      const rows = await session.query<Record<string, string>>(`fetch ${batch} from permahub_texts`);
      if (rows.length === 0) break;
      await onBatch(rows.map((row) => Object.values(row)[0] as string));
    }
  } finally {
    await session.query('rollback');
  }
}

/** Which of these texts the query of one text column gives as well. */
export async function alsoIn(session: Session, texts: readonly string[], sql: string): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < texts.length; at += batch) {
    const rows = await session.query<{ text: string }>(
      `select distinct x.text from unnest($1::text[]) x(text) join (${sql}) y(text) on x.text = y.text`,
      [texts.slice(at, at + batch)],
    );
    found.push(...rows.map(({ text }) => text));
  }
  return found;
}
