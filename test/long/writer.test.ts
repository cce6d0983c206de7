import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Line, openLine, rowsIn } from '../guard/line.ts';
import { agrees } from '../guard/sandbox.ts';

let line: Line;
beforeAll(async () => {
  line = await openLine('all');
});
afterAll(() => line?.remove());

// Catches: rows committed between the last backup and a reset, in no backup and gone.
test('a writer that never stops: the guard closes the window, and every row it got committed is in the last backup', async () => {
  const writing = await appWriter();
  const before = await line.rows('public.order_events');
  const writer = writeForever(writing);
  // On a slow machine more comes together than was shown, and they are asked again.
  const ran = await line.run(line.reset(), [...agrees, ...agrees, ...agrees]);
  const { committed, turnedAway } = await writer.stop();
  expect({ status: ran.status, end: ran.status === 0 ? '' : ran.screen.slice(-3000) }).toEqual({
    status: 0,
    end: '',
  });
  expect(ran.screen.replace(/\s+/g, ' ')).toContain('stopping writes, then taking the last backup');
  expect(turnedAway).toBeGreaterThan(0);
  const kept = (rowsIn(line.newest(), 'public.order_events') as number) - before;
  // One commit may have been done by the server without the writer hearing of it.
  expect(kept - committed).toBeGreaterThanOrEqual(0);
  expect(kept - committed).toBeLessThanOrEqual(1);
  expect(line.last('intent')?.facts.backup).toBe(line.newest().backup);
  expect(await line.cluster.query('select * from pg_db_role_setting')).toEqual([]);
  const undone = await line.asPerson('permahub', ['undo'], agrees);
  expect(undone.status).toBe(0);
  expect(await line.rows('public.order_events')).toBe(before + kept);
  await line.cluster.query('drop owned by app_writer; drop role app_writer');
}, 300_000);

/** A role that may insert order events; its URL. */
async function appWriter(): Promise<string> {
  await line.cluster.query(`create role app_writer login password 'w';
    grant usage on schema public to app_writer; grant insert on public.order_events to app_writer;`);
  return line.url.replace(/\/\/.*@/, '//app_writer:w@');
}

/** Inserts a row every few milliseconds, reconnecting for ever. */
function writeForever(connectionString: string) {
  let committed = 0;
  let turnedAway = 0;
  let going = true;
  const done = (async () => {
    while (going) {
      const client = new pg.Client({ connectionString });
      client.on('error', () => undefined);
      try {
        await client.connect();
        while (going) {
          await client.query("insert into public.order_events (order_id, became) values (1, 'paid')");
          committed++;
          // Seldom: above 1 % of this table's 10,000 rows the person is asked again.
          await new Promise((r) => setTimeout(r, 500));
        }
      } catch (error) {
        if (/read-only transaction/.test((error as Error).message)) turnedAway++;
        await new Promise((r) => setTimeout(r, 15));
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  })();
  return {
    stop: async () => {
      going = false;
      await done;
      return { committed, turnedAway };
    },
  };
}
