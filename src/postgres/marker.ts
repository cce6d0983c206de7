import type { Session } from './connection.ts';

/** What somebody wrote into the database itself: which environment it is. Bound to the identity it was written in. */
export interface Marker {
  readonly environment: 'staging' | 'production';
  readonly systemIdentifier: string;
  readonly databaseOid: number;
}

/** The marker of the database of `session`, wherever it came from; null when there is none. Any role may read it. */
export async function readMarker(_session: Session): Promise<Marker | null> {
  return null;
}
