import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differing } from '../demo/measure.ts';
import { type Line, openLine, standIn } from './line.ts';
import { agrees, realClis } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

let line: Line;
beforeAll(async () => {
  line = await openLine();
});
afterAll(() => line?.remove());

describe('what is forwarded', () => {
  // Catches: a status of ours in the place of the CLI's, or a failed push that nothing leads back from.
  test('a failing migration: its own status, journalled, and undone', async () => {
    const before = await line.measure();
    // Fails on this server and on no other: a rehearsal cannot foresee it.
    const never = `select 1 / (current_setting('port')::int - ${line.cluster.port})`;
    const bad = line.migration(`create table public.half (id int); ${never};`);
    const ran = await line.run(line.push());
    expect(ran.status).toBe(1);
    expect(ran.screen).toContain('division by zero');
    expect(line.outcomeOf(line.last('intent')?.run)?.facts).toMatchObject({ status: 1, changed: true });
    rmSync(join(line.project.folder, bad));
    const undone = await line.asPerson('permahub', ['undo'], agrees);
    expect(undone.status).toBe(0);
    expect(differing(before, await line.measure())).toEqual([]);
  });

  // Catches: forwarding to one CLI in the words of another.
  test('2.122.1: its own form of the push', async () => {
    commitSettings(line, { ...teamSettings, cli: realClis['2.122.1'] });
    line.migration('create table public.old_notes (id int);');
    const ran = await line.run(['db', 'push', '--db-url', line.url]);
    expect(ran.status).toBe(0);
    expect(line.last('intent')?.text).toContain('Push reason: ');
    expect(await line.cluster.query("select to_regclass('public.old_notes') as a")).toEqual([{ a: 'old_notes' }]);
    commitSettings(line, teamSettings);
  });

  // Catches: an argv rebuilt from what was understood of it.
  test('--destructive is ours and never reaches the CLI; what was typed does, byte for byte', async () => {
    const cli = standIn(line.scratch, realClis['3.1.0']);
    commitSettings(line, { ...teamSettings, cli: cli.path });
    line.migration('drop table public.old_notes;');
    const ran = await line.run([...line.push(), '--destructive', '--include-all']);
    expect(ran.status).toBe(0);
    expect(cli.calls().at(-1)).toBe(`db push --remote=${line.url} --include-all --yes`);
    // The one before was the rehearsal, on the copy.
    expect(cli.calls().join()).not.toContain('--destructive');
    commitSettings(line, teamSettings);
  });
});

describe('refused before anything is contacted', () => {
  /** Runs each, and none of them may have connected or called the CLI. */
  async function refused(settings: object, ...runs: readonly (readonly [args: readonly string[], words: string])[]) {
    const cli = standIn(line.scratch);
    commitSettings(line, { ...settings, cli: cli.path });
    const before = await connections();
    for (const [args, words] of runs) {
      const ran = await line.run(args);
      expect(ran.screen.replace(/\s+/g, ' ')).toContain(words);
      expect(ran.status).toBe(77);
    }
    expect(await connections()).toBe(before);
    expect(cli.calls()).toEqual([]);
    commitSettings(line, teamSettings);
  }

  // Catches: a connection, a backup or a call of the CLI before the refusal.
  test('production: reset, push and migration down', async () => {
    await refused(
      { ...teamSettings, environments: { staging: { hosts: ['127.0.0.1:1'] } } },
      [line.reset(), 'A production database is never reset.'],
      [line.push(), 'is production: this needs'],
      [['migration', 'down', `--remote=${line.url}`], 'is production: this needs'],
    );
  });

  // Catches: taking anybody at the keyboard for the owner.
  test('staging, when no owner is named or somebody else is there', async () => {
    const { owner: _, ...ownerless } = teamSettings;
    await refused(ownerless, [line.reset(), 'The settings name no owner.']);
    const others = { ...teamSettings, owner: { name: 'Olga', email: 'olga@harbour.example' } };
    await refused(others, [line.reset(), "The git identity here is not the owner's."]);
  });
});

/** How many sessions there ever were, without these of ours. */
async function connections(): Promise<number> {
  await new Promise((r) => setTimeout(r, 1100)); // Sessions are counted once they ended, at most once a second.
  const [row] = await line.cluster.query(
    'select sum(sessions)::int as n from pg_stat_database where datname is not null',
  );
  return (row?.n as number) - ++own;
}
let own = 0;
