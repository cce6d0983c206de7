import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differing } from '../demo/measure.ts';
import { chain } from './golden.ts';
import { type Line, openLine } from './line.ts';

let line: Line;
beforeAll(async () => {
  line = await openLine();
});
afterAll(() => line?.remove());

describe('a run that is ended', () => {
  // Catches: programs, sessions or half files that outlive the run.
  test('by Ctrl-C while backing up: status 130, and nothing of it is left', async () => {
    const before = await line.measure();
    const held = await lockTable();
    try {
      const ran = await line.run(line.reset(), [[/Backing up and proving/, '\u0003']]);
      expect(ran.status).toBe(130);
      expect(ran.screen).toContain('permahub: Stopped by Ctrl-C. Nothing was forwarded to the Supabase CLI.');
      await expectNothingLeft();
      expect(unfinished()).toEqual([]);
    } finally {
      await held.release();
    }
    expect(differing(before, await line.measure())).toEqual([]);
  });

  // Catches: the same, where nobody is left to clean up.
  test('by SIGKILL while backing up: a second later nothing runs any more, and the next run clears the folder', async () => {
    const held = await lockTable();
    try {
      const ran = await line.run(line.reset(), [
        [
          /Backing up and proving/,
          () => {
            process.kill(line.guard(), 'SIGKILL');
            return '';
          },
        ],
      ]);
      expect(ran.status).toBe(137);
      await expectNothingLeft();
    } finally {
      await held.release();
    }
    expect((await line.run(line.reset(), [[/reason/, '']])).status).toBe(77);
    expect(unfinished()).toEqual([]);
  });

  // Catches: a forwarded command that nobody knows the end of and nobody is told about.
  test('by SIGKILL while the real CLI works: the next screen says that an outcome is missing', async () => {
    line.migration('select pg_sleep(1); create table public.slow_notes (id int);');
    const known = chain(line.backups).filter(({ kind }) => kind === 'intent').length;
    const killed = line.run(line.push());
    const intents = () => chain(line.backups).filter(({ kind }) => kind === 'intent').length;
    await line.until(() => intents() > known, 150);
    const intent = line.last('intent');
    process.kill(line.guard(), 'SIGKILL');
    expect((await killed).status).toBe(137);
    expect(line.outcomeOf(intent?.run)).toBeUndefined();
    await line.until(() => line.running('bin/supabase').length === 0);
    const next = await line.run(line.reset(), [[/reason/, '']]);
    expect(next.screen.replace(/\s+/g, ' ')).toMatch(
      /An earlier run \(supabase db push .*?\) was approved and has no outcome: it died, or it is still running\./,
    );
    const verified = await line.alone('permahub', ['journal', 'verify', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, openIntents: [{ run: intent?.run }] });
  });
});

/** Locks a table, so that a backup is certainly still under way. */
async function lockTable(): Promise<{ readonly release: () => Promise<void> }> {
  const locker = new pg.Client({ connectionString: line.url, application_name: 'locker' });
  await locker.connect();
  await locker.query('update public.shops set name = name');
  await locker.query('begin; lock table public.reviews in access exclusive mode');
  return { release: () => locker.end() };
}

async function expectNothingLeft(): Promise<void> {
  await line.until(
    () => line.running('').length === 0 && readdirSync(line.scratch).every((name) => !name.startsWith('permahub-')),
  );
  const sessions = await line.cluster.query(
    "select pid from pg_stat_activity where application_name = 'permahub' and state <> 'active'",
  );
  expect(sessions).toEqual([]);
}

function unfinished(): string[] {
  return readdirSync(line.backups).filter((name) => /partial|running/.test(name));
}
