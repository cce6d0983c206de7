import { connect } from '../postgres/connection.ts';
import { makeCopyDatabase } from '../postgres/copy-database.ts';
import { readTables } from '../postgres/facts.ts';
import { listTables } from '../postgres/facts-tables.ts';
import type { Programs, Running } from '../postgres/programs.ts';
import { into, type Sink } from '../postgres/pump.ts';
import type { Connection, Scratch, TableFacts } from '../postgres/types.ts';

/** A second database that gets schema.sql and then what data.sql says, as a person would restore them. */
export interface SecondCopy {
  readonly sink: Sink;
  /** Ends the input; settles when psql has committed. */
  readonly end: () => Promise<void>;
  readonly readTables: () => Promise<TableFacts[]>;
}

/** Restores the schema and waits for rows; null where the server has no room for a second database. */
export async function makeSecondCopy(programs: Programs, scratch: Scratch, schema: string): Promise<SecondCopy | null> {
  const connection = await makeCopyDatabase(scratch, 'second');
  if (!connection) return null;
  const outline = psql(programs, scratch, connection);
  outline.child.stdin?.end(schema);
  await outline.ended;
  const rows = psql(programs, scratch, connection);
  return {
    sink: into(rows.child),
    end: async () => {
      rows.child.stdin?.end();
      await rows.ended;
    },
    readTables: async () => {
      const session = await connect(connection);
      try {
        return await readTables([session], await listTables(session));
      } finally {
        await session.close();
      }
    },
  };
}

/** The way data.sql itself recommends. */
function psql(programs: Programs, { tools }: Scratch, connection: Connection): Running {
  const running = programs.start(
    'psql',
    ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-f', '-'],
    connection,
    'pipe',
    tools,
  );
  running.child.stdout?.resume();
  return running;
}
