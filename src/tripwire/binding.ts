/** What a tripwire was installed with: it stands in the comment of its schema. */
export interface Binding {
  /** The database it is armed in; in any other one it is inert. */
  readonly systemIdentifier: string;
  readonly databaseOid: number;
  /** A DELETE of people may take so many rows. */
  readonly rows: number;
}

/** Rows that one DELETE may take where nobody says otherwise. */
export const usualRows = 100;

const written = /\[permahub\.tripwire (\d{1,20}) (\d{1,10}) rows=(\d{1,9})\]/;

/** The comment of the schema. Pure. */
export function commentOf({ systemIdentifier, databaseOid, rows }: Binding): string {
  return `Permahub: refuses destruction by clients that do not come through the guard (permahub tripwire status). [permahub.tripwire ${systemIdentifier} ${databaseOid} rows=${rows}]`;
}

/** What a schema's comment says; null where it is not ours. Pure. */
export function bindingIn(comment: string | null): Binding | null {
  const [, systemIdentifier, oid, rows] = written.exec(comment ?? '') ?? [];
  if (systemIdentifier === undefined) return null;
  return { systemIdentifier, databaseOid: Number(oid), rows: Number(rows) };
}
