import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { parseAllowedSigners, type Signer } from '../../src/approval/allowed-signers.ts';
import { findKey } from '../../src/approval/find-key.ts';
import { failureText } from '../../src/terminal/failure.ts';
import { keyFolder, type Person } from './signing-people.ts';

const keys = keyFolder();
afterAll(keys.remove);
const ann = keys.person('ann@example.com');
const second = keys.person('ann@example.com', 'ecdsa');
const locked = keys.person('bob@example.com', 'ed25519', { passphrase: 'x y' });
const stranger = keys.person('mallory@example.com', 'rsa 2048');
const home = join(keys.folder, 'home');
const ssh = join(home, '.ssh');
const now = new Date('2025-11-14T14:30:00Z');

const signers = (...people: readonly Person[]): readonly Signer[] =>
  parseAllowedSigners(people.map(({ line }) => line).join('\n')).signers;
const put = (person: Person, name: string, halves: readonly ('' | '.pub')[] = ['', '.pub']) => {
  for (const half of halves) cpSync(`${person.keyFile}${half}`, join(ssh, `${name}${half}`));
  return join(ssh, name);
};
const find = (change: Partial<Parameters<typeof findKey>[0]> = {}) =>
  findKey({
    named: null,
    gitSigningKey: null,
    home,
    signers: signers(ann, second, locked),
    signersFrom: 'origin/main:.permahub/allowed_signers',
    now,
    ...change,
  });
const words = (work: Promise<unknown>) =>
  work.then(
    () => 'found',
    (error) => `${error.status} ${failureText(error)}`.replaceAll(keys.folder, '<keys>'),
  );
const hint = `  Name your key with --key FILE, or add one: put a line "your e-mail address, the contents of its .pub file" into that file, and have it reviewed and merged: only the default branch counts.
`;

beforeEach(() => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(ssh, { recursive: true });
});

test('of the keys in ~/.ssh the one that stands in allowed_signers is found', async () => {
  put(stranger, 'id_a');
  const file = put(ann, 'id_b');
  expect(await find()).toMatchObject({ keyFile: `${file}.pub`, signer: { email: 'ann@example.com' } });
});

test("git's user.signingkey comes first", async () => {
  put(ann, 'id_a');
  put(second, 'work');
  for (const gitSigningKey of ['~/.ssh/work', join(ssh, 'work'), join(ssh, 'work.pub')])
    expect((await find({ gitSigningKey })).signer.fingerprint).toBe(second.fingerprint);
  for (const gitSigningKey of ['key::ssh-ed25519 AAAA', 'DEADBEEF', stranger.keyFile])
    expect((await find({ gitSigningKey })).signer.fingerprint).toBe(ann.fingerprint);
});

test('a key that is named is the only one tried', async () => {
  put(ann, 'id_a');
  const file = put(second, 'work');
  expect(await find({ named: file })).toMatchObject({ keyFile: file, signer: { keyType: 'ecdsa-sha2-nistp256' } });
  expect(await words(find({ named: stranger.keyFile }))).toBe(
    `69 permahub: None of your keys stands in origin/main:.permahub/allowed_signers. Tried:
    <keys>/mallory@example.com-rsa2048: ${stranger.fingerprint} does not stand there
${hint}`,
  );
});

test('a private key without its public half is read as far as it is open, passphrase or not', async () => {
  for (const person of [ann, locked]) {
    const file = put(person, 'alone', ['']);
    expect(await find({ named: file })).toMatchObject({ keyFile: file, signer: { fingerprint: person.fingerprint } });
  }
});

test('a public half alone is enough: ssh-agent may hold the other', async () => {
  put(ann, 'id_a', ['.pub']);
  expect(await find()).toMatchObject({ keyFile: join(ssh, 'id_a.pub'), signer: { email: 'ann@example.com' } });
});

test('without any that counts, everything that was tried is listed with what is wrong with it', async () => {
  put(stranger, 'id_a');
  writeFileSync(join(ssh, 'id_b.pub'), 'nonsense\n');
  writeFileSync(join(ssh, 'id_c.pub'), 'ssh-ed25519 AAAA\n');
  put(second, 'id_d');
  const expired = parseAllowedSigners(`ann@example.com valid-before="20250101Z" ${second.publicKey}`).signers;
  expect(await words(find({ gitSigningKey: '~/none', signers: expired }))).toBe(
    `69 permahub: None of your keys stands in origin/main:.permahub/allowed_signers. Tried:
    git's user.signingkey, ~/none: there is no such file
    ~/.ssh/id_a.pub: ${stranger.fingerprint} does not stand there
    ~/.ssh/id_b.pub: it is no SSH key
    ~/.ssh/id_c.pub: it ends too early
    ~/.ssh/id_d.pub: it was valid until 2025-01-01T00:00:00.000Z only
${hint}`,
  );
});

test('a private key of another form says how to get its public half', async () => {
  const pem = join(ssh, 'pem');
  writeFileSync(pem, '-----BEGIN RSA PRIVATE KEY-----\n');
  expect(await words(find({ named: pem }))).toContain(
    '<keys>/home/.ssh/pem: its public half is needed (ssh-keygen -y -f FILE > FILE.pub)\n',
  );
});

test('no key at all is said as such', async () => {
  rmSync(home, { recursive: true });
  expect(await words(find())).toBe(
    `69 permahub: None of your keys stands in origin/main:.permahub/allowed_signers. Tried:
    no key: there is no ~/.ssh/*.pub, and git names none
${hint}`,
  );
});
