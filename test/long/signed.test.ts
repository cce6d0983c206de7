import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differing } from '../demo/measure.ts';
import { chain } from '../guard/golden.ts';
import { makeTeam, type Team } from '../guard/people.ts';
import { agrees, openSandbox, type Sandbox } from '../guard/sandbox.ts';
import { commitAll, readyFor } from '../guard/team.ts';
import { confirmation } from '../support/pty.ts';

let box: Sandbox;
let team: Team;
const withoutPassword = () => box.cluster.url().replace(/:[^:@/]+@/, '@');
const last = (kind: string) => chain(box.backups).findLast((line) => line.kind === kind);

describe('on production', () => {
  beforeAll(async () => {
    box = await openSandbox();
    team = makeTeam(box, 'production');
  });
  afterAll(() => box?.remove());

  test('the owner alone restores in an emergency, and it stays open until a second person signs', async () => {
    const made = await box.alone('permahub', ['backup', '--target', withoutPassword(), '--json']);
    const { backup } = JSON.parse(made.stdout);
    const before = await box.measure();
    await box.cluster.query('delete from public.reviews');
    const restore = ['restore', backup, '--target', withoutPassword()];
    const plain = await box.asPerson('permahub', restore, []);
    expect(plain.status).toBe(77);
    expect(plain.screen.replace(/\s+/g, ' ')).toContain(
      'the signatures of two different people. Nobody has signed a request for it.',
    );

    const ran = await box.asPerson('permahub', [...restore, '--emergency'], agrees);
    expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
    expect(differing(before, await box.measure())).toEqual([]);
    expect(last('intent')?.facts).toMatchObject({ emergency: true, signatures: [{ by: 'marta@harbour.example' }] });

    const file = /permahub run (\S+\.json)/.exec(ran.screen.replaceAll('\n', ''))?.[1] as string;
    const early = await team.owner.permahub(['run', file], []);
    expect([early.status, early.screen.replace(/\s+/g, ' ')]).toEqual([
      77,
      expect.stringContaining('the second person has not signed it yet'),
    ]);
    const theirs = team.handOver(file);
    const signed = await team.colleague.permahub(['approve', theirs]);
    expect([signed.status, signed.status === 0 ? '' : signed.screen]).toEqual([0, '']);
    const folder = join(team.colleague.folder, 'backups/database/requests');
    for (const name of readdirSync(folder).filter((each) => each.includes('.approve.')))
      team.handBack(join(folder, name), file);
    const closed = await team.owner.permahub(['run', file], []);
    expect([closed.status, closed.screen]).toEqual([
      0,
      expect.stringContaining('the emergency is closed: two people have signed it.'),
    ]);
    expect(last('note')?.facts.countersigned).toHaveLength(2);
  });

  test('what would destroy more than was signed, or runs another file, is refused though two people signed', async () => {
    box.write('supabase/migrations/20260131000000_reviews.sql', 'delete from public.reviews;\n');
    commitAll(box);
    team.pull();
    const push = ['db', 'push', `--remote=${withoutPassword()}`];
    await readyFor(box, push);
    const made = await box.alone('permahub', ['request', '--reason', 'Nobody reads them', '--json', '--', ...push]);
    expect([made.status, made.status === 0 ? '' : made.stderr]).toEqual([0, '']);
    const { file } = JSON.parse(made.stdout) as { file: string };
    expect((await team.owner.permahub(['approve', file], [confirmation])).status).toBe(0);
    expect((await team.colleague.permahub(['approve', team.handOver(file)], [confirmation])).status).toBe(0);
    const theirs = join(team.colleague.folder, 'backups/database/requests');
    for (const name of readdirSync(theirs).filter((each) => each.includes('.approve.')))
      team.handBack(join(theirs, name), file);
    const carryOut = () => box.alone('permahub', ['ci', '--request', file, '--', ...push], { CI: 'true' });

    const columns = 'product_id, customer_id, stars, body';
    const [highest] = await box.cluster.query('select max(id)::int as id from public.reviews');
    await box.cluster.query(`insert into public.reviews (${columns}) select ${columns} from public.reviews`);
    const more = await carryOut();
    expect([more.status, more.stderr]).toEqual([
      77,
      expect.stringMatching(
        /The signatures do not cover this\. public\.reviews: 800 rows gone now, 400 when you were asked\./,
      ),
    ]);
    await box.cluster.query(`delete from public.reviews where id > ${highest?.id}`);

    box.write('supabase/migrations/20260131000000_reviews.sql', 'delete from public.reviews where true;\n');
    commitAll(box);
    await readyFor(box, push);
    const other = await carryOut();
    expect([other.status, other.stderr]).toEqual([
      77,
      expect.stringContaining('supabase/migrations/20260131000000_reviews.sql is another one than in the request.'),
    ]);
    const rows = await box.cluster.query('select count(*)::int as n from public.reviews');
    expect(rows).toEqual([{ n: 400 }]);
    // What comes next pushes something else.
    rmSync(join(box.project.folder, 'supabase/migrations/20260131000000_reviews.sql'));
  });

  test('automation pushes what destroys nothing with a request that the owner signed, and nothing else', async () => {
    box.write('supabase/migrations/20260201000000_note.sql', 'alter table public.shops add column remark text;\n');
    commitAll(box);
    const push = ['db', 'push', `--remote=${withoutPassword()}`];
    await readyFor(box, push);
    const bare = await box.alone('permahub', ['ci', '--', ...push], { CI: 'true' });
    expect([bare.status, bare.stderr]).toEqual([77, expect.stringContaining('this is a CI environment (CI is set)')]);
    team.shareBy('shared');
    const words = ['request', '--reason', 'Remarks on shops', '--push', 'shared', '--json', '--', ...push];
    const made = await box.alone('permahub', words);
    expect([made.status, made.status === 0 ? '' : made.stderr]).toEqual([0, '']);
    const { file, nonce } = JSON.parse(made.stdout) as { file: string; nonce: string };
    team.pull();
    const theirs = ['approve', '--fetch', 'shared', '--push', 'shared', nonce];
    const agreed = await team.colleague.permahub(theirs, [confirmation]);
    expect([agreed.status, agreed.status === 0 ? '' : agreed.screen]).toEqual([0, '']);
    expect((await team.owner.permahub(['approve', file], [confirmation])).status).toBe(0);
    const other = await box.alone('permahub', ['ci', '--request', file, '--', ...push, '--include-all'], {
      CI: 'true',
    });
    expect([other.status, other.stderr]).toEqual([
      77,
      expect.stringContaining('the command is not the one of the request'),
    ]);
    const carryOut = () =>
      box.alone('permahub', ['ci', '--request', file, '--fetch', 'shared', '--', ...push], { CI: 'true' });
    const seconds = Math.floor(Date.now() / 1000);
    await box.cluster.query(`comment on database postgres is 'Shop [permahub.used ${nonce} ${seconds}]'`);
    const again = await carryOut();
    expect([again.status, again.stderr]).toEqual([
      77,
      expect.stringContaining('This request was carried out already, from another machine.'),
    ]);
    await box.cluster.query("comment on database postgres is 'Shop'");
    const ran = await carryOut();
    expect([ran.status, ran.status === 0 ? '' : ran.stderr]).toEqual([0, '']);
    const signedBy = last('intent')?.facts.signatures as { by: string }[];
    expect(signedBy.map(({ by }) => by).sort()).toEqual(['jonas@harbour.example', 'marta@harbour.example']);
    const [comment] = await box.cluster.query(
      "select shobj_description(oid, 'pg_database') as is from pg_database where datname = 'postgres'",
    );
    expect(comment?.is).toMatch(new RegExp(`^Shop \\[permahub\\.used ${nonce} \\d+\\]$`));
  });
});

describe('on staging', () => {
  beforeAll(async () => {
    box = await openSandbox();
    team = makeTeam(box, 'staging');
  });
  afterAll(() => box?.remove());

  test('anybody whose key is in the reviewed file signs at the terminal; whoever has none is not approved', async () => {
    box.write('supabase/migrations/20260201000000_reviews.sql', 'drop table public.reviews;\n');
    commitAll(box);
    team.pull();
    const push = ['db', 'push', `--remote=${box.cluster.url()}`];
    const without = await box.asPerson('supabase', push, agrees, { HOME: join(box.project.home, 'nobody') });
    expect([without.status, without.screen]).toEqual([
      69,
      expect.stringContaining('None of your keys stands in HEAD:.permahub/allowed_signers.'),
    ]);
    const ran = await team.colleague.supabase(push, agrees);
    expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
    expect(ran.screen.replace(/\s+/g, ' ')).toContain('permahub: signing as jonas@harbour.example with ');
  });
});
