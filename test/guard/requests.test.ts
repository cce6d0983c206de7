import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { confirmation } from '../support/pty.ts';
import { chain, expectGolden, withoutProgress } from './golden.ts';
import { makeTeam, type Team } from './people.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { commitAll, readyFor } from './team.ts';

let box: Sandbox;
let team: Team;
let before: Map<string, Measured>;
let push: string[];

beforeAll(async () => {
  box = await openSandbox();
  team = makeTeam(box, 'production');
  push = ['db', 'push', `--remote=${box.cluster.url().replace(/:[^:@/]+@/, '@')}`];
  box.write('supabase/migrations/20260101000000_reviews.sql', 'drop table public.reviews;\n');
  commitAll(box);
  team.pull();
  await readyFor(box, push);
  before = await box.measure();
});
afterAll(() => box?.remove());

const requests = () => join(box.backups, 'requests');
/** What the journal keeps of a request that is refused before anything is read. */
const requested = (file: string) => {
  const place = `127.0.0.1:${box.cluster.port}/postgres`;
  const { nonce } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    ...{ shown: `supabase ${push[0]} ${push[1]} '${push[2]}'`, target: place, label: place, address: place },
    ...{ environment: 'production', request: { nonce, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
  };
};
const volatile = () =>
  [
    [box.project.folder, '<project>'],
    [box.project.home, '<home>'],
    [/\.\d{3}Z/g, 'Z'],
    [/\d{4}-\d\d-\d\dT/g, '<day>T'],
    [`:${box.cluster.port}`, ':<port>'],
    [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
    [/[0-9a-f]{32}/g, '<nonce>'],
    [/<nonce>[0-9a-f]{8}\b/g, '<commit>'],
    [/\b[0-9a-f]{16}\.json/g, '<key>.json'],
    [/SHA256:[\w+/]{43}/g, 'SHA256:<fingerprint>'],
    [/\d\d:\d\d:\d\d/g, '<time>'],
    [/until \d\d:\d\d/g, 'until <time>'],
    [/\b\d+(\.\d)? s\b|\b\d+ min( \d+ s)?\b/g, '<seconds>'],
    [/" [a-z0-9]{4}"|postgres [a-z0-9]{4}/g, 'postgres <code>'],
  ] as const;

describe('a push that destroys on production', () => {
  let file: string;

  test('is refused at once without a request, and the refusal says how people sign', async () => {
    const ran = await box.alone('supabase', push);
    expect(ran.status).toBe(77);
    await expectGolden(ran.stderr, 'request-needed', volatile());
    expect(readdirSync(box.backups).filter((name) => name.startsWith('backup_2'))).toEqual([]);
  });

  test('is prepared as a request by anybody, script or person: backed up, rehearsed, nothing forwarded', async () => {
    const ran = await box.alone('permahub', ['request', '--reason', 'Nobody reads reviews', '--json', '--', ...push]);
    expect([ran.status, ran.status === 0 ? '' : ran.stderr]).toEqual([0, '']);
    const made = JSON.parse(ran.stdout);
    expect(made).toMatchObject({
      schema: 1,
      target: { environment: 'production' },
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    file = made.file;
    expect(ran.stdout).not.toContain(box.cluster.password);
    expect(differing(before, await box.measure())).toEqual([]);
  });

  test('is not carried out before anybody signed', async () => {
    const ran = await team.owner.permahub(['run', file]);
    expect(ran.status).toBe(77);
    await expectGolden(withoutProgress(ran.screen), 'request-unsigned', volatile());
  });

  test('is shown to the owner, who signs', async () => {
    const ran = await team.owner.permahub(['approve', file]);
    await expectGolden(ran.screen, 'request-approve', volatile());
    expect(ran.status).toBe(0);
  });

  test('is not carried out with one signature', async () => {
    const ran = await team.owner.permahub(['run', file]);
    expect(ran.status).toBe(77);
    await expectGolden(withoutProgress(ran.screen), 'request-one-signature', volatile());
    expect(differing(before, await box.measure())).toEqual([]);
  });

  test('is not signed on a checkout that says something else', async () => {
    const theirs = team.handOver(file);
    const other = join(team.colleague.folder, 'supabase/migrations/20260101000000_reviews.sql');
    writeFileSync(other, 'select 1;\n');
    const ran = await team.colleague.permahub(['approve', theirs]);
    expect(ran.status).toBe(77);
    await expectGolden(ran.screen, 'request-other-checkout', volatile());
    writeFileSync(other, 'drop table public.reviews;\n');
  });

  test('is signed by a colleague on another machine, and carried out', async () => {
    const theirs = team.handOver(file);
    const signed = await team.colleague.permahub(['approve', theirs]);
    expect([signed.status, signed.status === 0 ? '' : signed.screen]).toEqual([0, '']);
    const folder = join(team.colleague.folder, 'backups/database/requests');
    for (const name of readdirSync(folder).filter((each) => each.includes('.approve.')))
      team.handBack(join(folder, name), file);
    const ran = await team.owner.permahub(['run', file], []);
    expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
    expect(await box.cluster.query("select to_regclass('public.reviews')::text as name")).toEqual([{ name: null }]);
    const intent = chain(box.backups).findLast(({ kind }) => kind === 'intent');
    expect(intent?.facts.signatures).toMatchObject([{ by: 'marta@harbour.example' }, { by: 'jonas@harbour.example' }]);
    expect(intent?.facts.reason).toBe('Nobody reads reviews');
  });

  test('is carried out once', async () => {
    const ran = await team.owner.permahub(['run', file], []);
    expect(ran.status).toBe(77);
    expect(ran.screen).toContain('Refused: this request was carried out at');
    const { at } = chain(box.backups).findLast(({ kind }) => kind === 'intent') as unknown as { at: string };
    const why = `Refused: this request was carried out at ${at} already. Nothing was forwarded.`;
    expect(chain(box.backups).at(-1)).toMatchObject({ kind: 'refusal', text: '', facts: { ...requested(file), why } });
  });
});

test('a request that somebody denied is over, whoever has signed it', async () => {
  box.write('supabase/migrations/20260102000000_shops.sql', 'delete from public.order_events;\n');
  commitAll(box);
  team.pull();
  await readyFor(box, push);
  const made = await box.alone('permahub', ['request', '--reason', 'Too many events', '--json', '--', ...push]);
  const file = JSON.parse(made.stdout).file as string;
  expect((await team.owner.permahub(['approve', file])).status).toBe(0);
  const denied = await team.owner.permahub(['deny', file], []);
  await expectGolden(denied.screen, 'request-denied', volatile());
  const ran = await team.owner.permahub(['run', file], []);
  expect(ran.status).toBe(77);
  await expectGolden(ran.screen, 'request-run-denied', volatile());
  expect(readdirSync(requests()).some((name) => name.includes('.deny.'))).toBe(true);
  expect(chain(box.backups).at(-1)).toMatchObject({
    kind: 'refusal',
    facts: { ...requested(file), why: expect.stringContaining('Refused: the request does not stand: ') },
  });
  const other = await box.alone('permahub', ['ci', '--request', file, '--', 'db', 'reset']);
  expect(other.status).toBe(77);
  expect(chain(box.backups).at(-1)).toMatchObject({
    facts: { ...requested(file), why: 'Refused: the command is not the one of the request. Nothing was forwarded.' },
  });
  expect((await box.alone('permahub', ['journal', 'verify'])).status).toBe(0);
});

test('what destroys nothing on production is confirmed and signed by the owner at the terminal', async () => {
  rmSync(join(box.project.folder, 'supabase/migrations/20260102000000_shops.sql'));
  box.write('supabase/migrations/20260103000000_note.sql', 'alter table public.shops add column remark text;\n');
  commitAll(box);
  await readyFor(box, push);
  const signed = await box.asPerson('supabase', push, [confirmation], { HOME: team.colleague.home });
  expect(signed.status).toBe(77);
  const missing = 'Signed by jonas@harbour.example, and that does not do: The request is not signed by the owner.';
  expect(signed.screen.replace(/\s+/g, ' ')).toContain(missing);
  expect(chain(box.backups).at(-1)).toMatchObject({ kind: 'refusal', facts: { command: 'db push', why: missing } });
  const ran = await box.asPerson('supabase', push, [confirmation]);
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  expect(ran.screen.replace(/\s+/g, ' ')).toContain('permahub: signing as marta@harbour.example with ');
  const intent = chain(box.backups).findLast(({ kind }) => kind === 'intent');
  expect(intent?.facts.signatures).toMatchObject([{ by: 'marta@harbour.example' }]);
});
