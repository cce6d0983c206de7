import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonical } from '../../src/canonical.ts';
import {
  readShared,
  type SignText,
  shareTested,
  type TestedStatement,
  testedNamespace,
  type VerifyText,
} from '../../src/checklists/tested.ts';
import { now } from './facts.ts';

let folder: string;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const statement: TestedStatement = {
  ...{ schema: 1, kind: 'permahub tested', environment: 'local' },
  migrations: { 'supabase/migrations/1_a.sql': 'a'.repeat(64) },
  ...{ by: 'ann@example.com', at: '2025-11-14T14:00:00.000Z', commit: null },
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-test-tested-'));
  for (const name of ['ann', 'ben', 'mallory'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
  const allowed = ['ann', 'ben'].map((name) => {
    const [type, key] = readFileSync(join(folder, `${name}.pub`), 'utf8').split(' ');
    return `${name}@example.com ${type} ${key}\n`;
  });
  writeFileSync(join(folder, 'allowed_signers'), allowed.join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The real ssh-keygen, with somebody's key. */
const signs =
  (name: string, other?: string): SignText =>
  async (text, namespace) => {
    const file = join(folder, 'text');
    writeFileSync(file, text);
    rmSync(`${file}.sig`, { force: true });
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', join(folder, name), '-n', other ?? namespace, file], {
      stdio: 'pipe',
    });
    return readFileSync(`${file}.sig`, 'utf8');
  };
const verify: VerifyText = async ({ text, signature, namespace, by }) => {
  writeFileSync(join(folder, 'sig'), signature);
  const allowed = ['-f', join(folder, 'allowed_signers'), '-I', by, '-n', namespace, '-s', join(folder, 'sig')];
  const ran = spawnSync('ssh-keygen', ['-Y', 'verify', ...allowed], { input: text });
  return ran.status === 0 ? null : 'its signature is not valid';
};

/** A repository of refs, as git would keep it. */
function shared(...first: readonly (readonly [string, string])[]) {
  const kept = new Map(first);
  const texts = {
    put: async (ref: string, text: string) => void kept.set(ref, text),
    list: async (prefix: string) =>
      [...kept].filter(([ref]) => ref.startsWith(prefix)).map(([ref, text]) => ({ ref, text })),
  };
  return { kept, texts };
}

describe('evidence of a colleague', () => {
  test('that is signed by somebody in allowed_signers counts', async () => {
    const { texts } = shared(['refs/heads/main', 'x']);
    const ref = await shareTested(statement, { sign: signs('ann'), texts });
    expect(ref).toMatch(new RegExp(`^refs/permahub/tested/${sha256('ann@example.com')}/[0-9a-f]{64}$`));
    expect(await readShared({ texts, verify, now })).toEqual({
      applied: [
        {
          ...{ file: 'supabase/migrations/1_a.sql', sha256: 'a'.repeat(64), environment: 'local' },
          ...{ target: 'a local database of a colleague', at: statement.at, by: 'ann@example.com' },
        },
      ],
      ignored: [],
    });
  });

  /** A text under the ref where it would stand. */
  const standing = (by: string, text: string) => [`refs/permahub/tested/${sha256(by)}/${sha256(text)}`, text] as const;
  const signed = async (of: object, sign: SignText, namespace = testedNamespace) =>
    `${canonical({ statement: of, signature: await sign(canonical(of), namespace) })}\n`;

  // Catches: evidence that anybody who can push could have made up.
  test.each<[string, () => Promise<readonly [string, string]>, string]>([
    [
      'signed by a stranger',
      async () => standing(statement.by, await signed(statement, signs('mallory'))),
      'its signature is not valid',
    ],
    [
      'signed by another colleague',
      async () => standing(statement.by, await signed(statement, signs('ben'))),
      'its signature is not valid',
    ],
    [
      'signed for another purpose',
      async () => standing(statement.by, await signed(statement, signs('ann', 'permahub-approve'))),
      'its signature is not valid',
    ],
    [
      'changed after it was signed',
      async () => {
        const text = await signed(statement, signs('ann'));
        return standing(statement.by, text.replace('"a', '"b').replace('1_a', '1_b').replace('"local"', '"staging"'));
      },
      'it is no statement of tested migrations',
    ],
    [
      'about another environment than was signed',
      async () => {
        const text = await signed(statement, signs('ann'));
        return standing(statement.by, text.replace('"environment":"local"', '"environment":"staging"'));
      },
      'its signature is not valid',
    ],
    [
      "under another person's name",
      async () => standing('ben@example.com', await signed(statement, signs('ann'))),
      'it does not stand under the name of ann@example.com',
    ],
    [
      'under another ref',
      async () => [`refs/permahub/tested/${sha256(statement.by)}/x`, await signed(statement, signs('ann'))],
      'it does not stand under the name of ann@example.com',
    ],
    [
      'from the future',
      async () => {
        const of = { ...statement, at: '2025-11-14T16:00:00.000Z' };
        return standing(of.by, await signed(of, signs('ann')));
      },
      'its time is no time that was (2025-11-14T16:00:00.000Z)',
    ],
    [
      'of no time',
      async () => {
        const of = { ...statement, at: 'soon' };
        return standing(of.by, await signed(of, signs('ann')));
      },
      'its time is no time that was (soon)',
    ],
    [
      'about production',
      async () => {
        const of = { ...statement, environment: 'production' };
        return standing(of.by, await signed(of, signs('ann')));
      },
      'it is no statement of tested migrations',
    ],
    ['that is no JSON', async () => standing(statement.by, 'tested!\n'), 'it is no statement of tested migrations'],
  ])('%s is ignored, and said', async (_, make, why) => {
    const [ref, text] = await make();
    const { texts } = shared([ref, text]);
    expect(await readShared({ texts, verify, now })).toEqual({ applied: [], ignored: [`${ref}: ${why}`] });
  });
});
