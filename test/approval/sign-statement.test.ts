import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseAllowedSigners, type Signer } from '../../src/approval/allowed-signers.ts';
import { collectSignatures } from '../../src/approval/collect-signatures.ts';
import { findKey } from '../../src/approval/find-key.ts';
import { statementsBeside, writeRequest, writeStatement } from '../../src/approval/request-files.ts';
import { signStatement } from '../../src/approval/sign-statement.ts';
import { failureText } from '../../src/terminal/failure.ts';
import { createdAt, minute, exampleRequest as request } from './example-request.ts';
import { keyFolder, type Person } from './signing-people.ts';

const keys = keyFolder();
afterAll(keys.remove);
const ann = keys.person('ann@example.com');
const bob = keys.person('bob@example.com', 'rsa 3072');
const { signers } = parseAllowedSigners(`${ann.line}\n${bob.line}\n`);
const at = new Date(createdAt + 5 * minute);
const { env } = process;

const keyOf = (person: Person) =>
  findKey({ named: person.keyFile, gitSigningKey: null, home: keys.folder, signers, signersFrom: 'x', now: at });
const says = async (person: Person, verdict: 'approve' | 'deny') =>
  signStatement({ request, verdict, key: await keyOf(person), at, env, tty: false });

test('from the key in ~/.ssh to the signatures that count: two approve, and one changes his mind', async () => {
  const file = await writeRequest(keys.folder, request);
  const write = async (person: Person, verdict: 'approve' | 'deny') => {
    const { fingerprint } = person;
    await writeStatement({ beside: file, nonce: request.nonce, signed: await says(person, verdict), fingerprint });
  };
  const collect = () =>
    collectSignatures({
      request,
      signers,
      now: at,
      databaseNow: at,
      usedNonces: new Set(),
      mode: 'run',
      env,
      read: () => statementsBeside(file, request.nonce),
    });
  expect(await collect()).toEqual({ valid: [], rejected: [], denied: null, unfit: null });
  await write(ann, 'approve');
  await write(bob, 'approve');
  expect((await collect()).valid.map(({ by }) => by).sort()).toEqual(['ann@example.com', 'bob@example.com']);
  await write(bob, 'deny');
  expect(await collect()).toEqual({
    valid: [],
    rejected: [
      { file: expect.stringContaining('.approve.'), why: 'the request was denied' },
      { file: expect.stringContaining('.approve.'), why: 'the request was denied' },
    ],
    denied: `denied by bob@example.com at ${at.toISOString()}`,
    unfit: null,
  });
});

test('a file whose public half is of another key signs nothing', async () => {
  const mixed = join(keys.folder, 'mixed');
  cpSync(bob.keyFile, mixed);
  const signer = signers.find(({ email }) => email === ann.email) as Signer;
  const signing = signStatement({ request, verdict: 'approve', key: { keyFile: mixed, signer }, at, env, tty: false });
  const said = await signing.then(String, (error) => `${error.status} ${failureText(error)}`);
  expect(said.replaceAll(keys.folder, '<keys>')).toBe(
    `77 permahub: Nothing was signed: ssh-keygen did not sign with <keys>/mixed (it signed with another key, ${bob.fingerprint}).
  Start again; a security key wants to be plugged in and touched.
`,
  );
});
