import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chain, published } from './golden.ts';
import { agreesAfter, type Line, openLine, rowsIn } from './line.ts';
import { agrees } from './sandbox.ts';
import { commitAll } from './team.ts';

let line: Line;
beforeAll(async () => {
  line = await openLine();
  await line.cluster.query(`create table public.old_notes as select n from generate_series(1, 1000) n;
    create table public.older_notes as select n from generate_series(1, 1000) n`);
});
afterAll(() => line?.remove());

describe('freshness: what is written meanwhile is in a newer backup before anything is forwarded', () => {
  // Catches: a new backup each time, or an old one that is trusted by its age alone.
  test('an unchanged database needs no second backup, and the screen says so', async () => {
    const made = await line.alone('permahub', ['backup', 'morning', '--target', line.url.replace(/:[^:@/]+@/, '@')]);
    expect(made.status).toBe(0);
    const before = Object.keys(published(line.backups));
    const ran = await line.run(line.reset(), [[/reason/, '']]);
    expect(ran.status).toBe(77);
    expect(ran.screen).toContain('The database is still exactly this, measured just now.');
    expect(ran.screen).toContain('_morning');
    expect(Object.keys(published(line.backups))).toEqual(before);
  });

  // Catches: rows that were written while the question stood, in no backup.
  test('a few rows more: a new backup, no new question', async () => {
    const first = line.newest().backup;
    line.migration('drop table public.old_notes;');
    const added = "insert into public.order_events (order_id, became) select n, 'paid' from generate_series(1, 5) n";
    const before = await line.rows('public.order_events');
    const second = await line.run(
      line.push(),
      agreesAfter(() => line.cluster.query(added)),
    );
    expect(second.status).toBe(0);
    expect(second.screen).toContain('Something changed meanwhile');
    expect(second.screen.match(/to confirm/g)).toHaveLength(1);
    expect(line.newest().backup).not.toBe(first);
    expect(rowsIn(line.newest(), 'public.order_events')).toBe(before + 5);
    expect(line.last('intent')?.facts.backup).toBe(line.newest().backup);
    expect(line.outcomeOf(line.last('intent')?.run)?.facts).toMatchObject({ status: 0, changed: true });
    expect(line.last('intent')?.text).toMatch(
      /^Push reason: A test of the guarded line\nPush date: .+Z\nGit commit: [0-9a-f]{40}\n---\n$/,
    );
  });

  // Catches: an approval that covers more than the person was shown.
  test('more than 1 % more rows, or another migration: asked again, and told why', async () => {
    const file = line.migration('drop table public.older_notes;');
    const grow = 'insert into public.older_notes select n from generate_series(1, 20) n';
    const ran = await line.run(line.push(), [
      ...agreesAfter(() => line.cluster.query(grow)),
      ...agreesAfter(() => {
        line.write(file, 'drop table public.older_notes; create table public.other_notes (id int);');
        commitAll(line);
      }),
      ...agrees,
    ]);
    expect(ran.status).toBe(0);
    const screen = ran.screen.replace(/\s+/g, ' ');
    expect(screen).toContain('public.older_notes: 1,020 rows gone now, 1,000 when you were asked.');
    expect(screen).toContain(`${file} changed after you were asked.`);
    expect(
      await line.cluster.query("select to_regclass('public.older_notes') as a, to_regclass('public.other_notes') as b"),
    ).toEqual([{ a: null, b: 'other_notes' }]);
  });

  // Catches: a run that goes round for ever, and a refusal that stands in guard.log alone.
  test('files that change behind every answer: refused after three more backups, and journalled', async () => {
    const file = line.migration('drop table public.other_notes;');
    const intents = chain(line.backups).filter(({ kind }) => kind === 'intent').length;
    const changes = ['a', 'b', 'c', 'd'].flatMap((name) =>
      agreesAfter(() => {
        line.write(file, `drop table public.other_notes; create table public.${name} (id int);`);
        commitAll(line);
      }),
    );
    const ran = await line.run(line.push(), changes);
    expect(ran.status).toBe(77);
    const why = `Refused: what was approved keeps changing (${file}), after 3 backups in a row. Nothing was forwarded.`;
    expect(ran.screen.replace(/\s+/g, ' ').trim()).toMatch(
      new RegExp(`${why.replace(/[().]/g, '\\$&')} Stop whatever writes there, then start again; .* are kept\\.$`),
    );
    const place = `127.0.0.1:${line.cluster.port}/postgres`;
    const masked = line.url.replace(/:[^:@/]+@/, ':***@');
    const entry = chain(line.backups).at(-1);
    expect(entry).toEqual({
      ...{ schema: 1, kind: 'refusal', text: '', textAt: expect.any(Number), seq: expect.any(Number) },
      ...{ at: expect.stringMatching(/^\d{4}-.*Z$/), run: expect.stringMatching(/^\d{14}-[0-9a-f]{8}$/) },
      ...{ previous: expect.stringMatching(/^[0-9a-f]{64}$/), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      facts: {
        ...{ command: 'db push', effect: 'destroys', target: place, label: place, address: place },
        ...{ environment: 'staging', cli: { path: expect.any(String), version: '3.1.0' }, why },
        argv: ['db', 'push', `--remote=${masked}`],
        shown: `supabase db push '--remote=${masked}'`,
      },
    });
    expect(readFileSync(join(line.backups, 'guard.log'), 'utf8')).toContain(`${entry?.run} ended: ${why}`);
    expect(chain(line.backups).filter(({ kind }) => kind === 'intent')).toHaveLength(intents);
    expect(await line.cluster.query("select to_regclass('public.other_notes')::text as name")).toEqual([
      { name: 'other_notes' },
    ]);
    const verified = await line.alone('permahub', ['journal', 'verify', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, problems: [] });
    expect((await line.alone('permahub', ['report'])).status).toBe(0);
    expect(readFileSync(join(line.backups, 'report.html'), 'utf8')).toContain(
      `keeps changing (${file}), after 3 backups`,
    );
  });
});
