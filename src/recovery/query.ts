/** Runs one SQL statement on an open session and gives its rows. */
export type Query = (sql: string) => Promise<readonly Record<string, unknown>[]>;
