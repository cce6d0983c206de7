import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllowedSigners } from '../../src/approval/allowed-signers.ts';
import { keyTime, whyNotValid } from '../../src/approval/key-times.ts';
import { admits } from '../../src/approval/signer-options.ts';
import { keyFolder, type Person } from './signing-people.ts';
import { softwareKey, wire } from './software-key.ts';

const keys = keyFolder();
afterAll(keys.remove);
let ann: Person;
let bob: Person;
beforeAll(() => {
  ann = keys.person('ann@example.com');
  bob = keys.person('bob@example.com', 'rsa 2048');
});

const signer = (person: Person) => {
  const [keyType, key] = person.publicKey.split(' ');
  return { email: person.email, keyType, key, fingerprint: person.fingerprint, validAfter: null, validBefore: null };
};
const only = (line: string) => parseAllowedSigners(line);

describe('allowed_signers', () => {
  test('a line of address and key is a signer, with the fingerprint ssh-keygen prints', () => {
    expect(parseAllowedSigners(`# the team\n\n${ann.line}\n  ${bob.line} Bob's laptop\r\n`)).toEqual({
      signers: [signer(ann), signer(bob)],
      faults: [],
    });
  });

  test.each(['ecdsa 256', 'ecdsa 384', 'ecdsa 521', 'rsa 3072', 'rsa 4096'])('a key of %s counts', (kind) => {
    const person = keys.person('carol@example.com', kind);
    expect(parseAllowedSigners(person.line)).toEqual({ signers: [signer(person)], faults: [] });
  });

  test('a security key counts', () => {
    const { type, key } = softwareKey('security key');
    expect(parseAllowedSigners(`ann@example.com ${type} ${key}`).signers).toMatchObject([{ keyType: type, key }]);
  });

  test('an address is the same in capitals', () => {
    expect(only(`Ann@Example.COM ${ann.publicKey}`).signers).toEqual([signer(ann)]);
  });

  test('several keys of one person count', () => {
    const second = keys.person('ann@example.com', 'ecdsa');
    expect(parseAllowedSigners(`${ann.line}\n${second.line}\n`).signers.map(({ email }) => email)).toEqual([
      'ann@example.com',
      'ann@example.com',
    ]);
  });

  test('one key under two people, or twice, counts for nobody', () => {
    const text = `${ann.line}\n${bob.line}\neve@example.com ${ann.publicKey}\n`;
    expect(parseAllowedSigners(text)).toEqual({
      signers: [signer(bob)],
      faults: [
        'line 1: the same key stands on line 3; none of them counts',
        'line 3: the same key stands on line 1; none of them counts',
      ],
    });
  });

  test('a line for other namespaces is not meant for us, and is no fault', () => {
    const line = (namespaces: string) => `ann@example.com namespaces="${namespaces}" ${ann.publicKey}`;
    for (const other of ['git', 'git,file', 'permahub-deny', '!permahub-approve,*', ''])
      expect(only(line(other))).toEqual({ signers: [], faults: [] });
    for (const ours of ['permahub-approve', 'git,permahub-*', '*', 'permahub-????ove'])
      expect(only(line(ours))).toEqual({ signers: [signer(ann)], faults: [] });
  });

  test('bounds of time are read', () => {
    const options = 'Valid-After="20250101Z",namespaces="permahub-*",valid-before="20260101123000Z"';
    expect(only(`ann@example.com ${options} ${ann.publicKey} laptop`).signers).toEqual([
      { ...signer(ann), validAfter: Date.UTC(2025, 0, 1), validBefore: Date.UTC(2026, 0, 1, 12, 30) },
    ]);
  });

  const weak = () => keys.person('weak@example.com', 'rsa 1024').publicKey;
  const of = (type: string, ...parts: Buffer[]) =>
    `${type} ${Buffer.concat([wire.string(type), ...parts]).toString('base64')}`;
  const modulus = (hex: string) => wire.string(Buffer.from(hex, 'hex'));
  test.each<[string, () => string, string]>([
    ['a pattern', () => `*@example.com ${ann.publicKey}`, 'a pattern stands for anybody'],
    ['one letter left open', () => `an?@example.com ${ann.publicKey}`, 'a pattern stands for anybody'],
    ['a pattern taken away', () => `!ann@example.com ${ann.publicKey}`, 'a pattern stands for anybody'],
    ['two people', () => `ann@example.com,bob@example.com ${ann.publicKey}`, 'it names several people'],
    ['a name', () => `ann ${ann.publicKey}`, 'its principal is no plain e-mail address'],
    ['a look-alike', () => `аnn@example.com ${ann.publicKey}`, 'its principal is no plain e-mail address'],
    ['an address in quotes', () => `"ann@example.com" ${ann.publicKey}`, 'its principal is no plain e-mail address'],
    ['a byte order mark', () => `\ufeffann@example.com ${ann.publicKey}`, 'its principal is no plain e-mail address'],
    ['no key', () => 'ann@example.com', 'it is no line of principal, options and key'],
    [
      'a quote that does not end',
      () => `ann@example.com namespaces="x ${ann.publicKey}`,
      'it is no line of principal, options and key',
    ],
    [
      'an authority',
      () => `ann@example.com cert-authority ${ann.publicKey}`,
      'a certificate authority stands for anybody it names',
    ],
    [
      'an option nobody knows',
      () => `ann@example.com no-touch-required ${ann.publicKey}`,
      'the option "no-touch-required" is not known',
    ],
    [
      'an option without its value',
      () => `ann@example.com namespaces ${ann.publicKey}`,
      'the option "namespaces" is not known',
    ],
    [
      'an option twice',
      () => `ann@example.com namespaces="*",namespaces="*" ${ann.publicKey}`,
      'the option "namespaces" stands there twice',
    ],
    [
      'a comma too many',
      () => `ann@example.com namespaces="*", ${ann.publicKey}`,
      'the options "namespaces="*"," cannot be read',
    ],
    [
      'a time without quotes',
      () => `ann@example.com valid-before=20250101 ${ann.publicKey}`,
      'the options "valid-before=20250101" cannot be read',
    ],
    [
      'a day that is none',
      () => `ann@example.com valid-before="20250230Z" ${ann.publicKey}`,
      '"20250230Z" is no time: YYYYMMDD[HHMM[SS]][Z]',
    ],
    [
      'an end before its beginning',
      () => `ann@example.com valid-after="20250201Z",valid-before="20250101Z" ${ann.publicKey}`,
      'valid-before is not later than valid-after',
    ],
    [
      "a type that is not the key's",
      () => `ann@example.com ssh-rsa ${ann.publicKey.split(' ')[1]}`,
      'it says ssh-rsa, and its key is of the type ssh-ed25519',
    ],
    [
      'a key cut off',
      () => `ann@example.com ${ann.publicKey.slice(0, -4)}`,
      'its key cannot be used: it ends too early',
    ],
    ['a key that is no base64', () => `ann@example.com ssh-ed25519 AAAA!`, 'its key cannot be used: it is no base64'],
    [
      'a short RSA key',
      () => `ann@example.com ${weak()}`,
      'its key cannot be used: an RSA key of 1024 bits is too weak: 2048 at least',
    ],
    [
      'a DSA key',
      () => `ann@example.com ${of('ssh-dss', modulus('01'))}`,
      'its key cannot be used: a DSA key is too weak',
    ],
    [
      'a certificate',
      () => `ann@example.com ${of('ssh-ed25519-cert-v01@openssh.com')}`,
      'its key cannot be used: a certificate stands for whoever its authority names',
    ],
    [
      'a kind nobody knows',
      () => `ann@example.com ${of('ssh-xmss@openssh.com')}`,
      'its key cannot be used: keys of the type ssh-xmss@openssh.com are not known here',
    ],
    [
      'an RSA number written longer than it must be',
      () => `ann@example.com ${of('ssh-rsa', modulus('00010001'), modulus(`00${'ff'.repeat(256)}`))}`,
      'its key cannot be used: a number in it is not encoded as it must be',
    ],
    [
      'a negative RSA number',
      () => `ann@example.com ${of('ssh-rsa', modulus('010001'), modulus('ff'.repeat(256)))}`,
      'its key cannot be used: a number in it is not encoded as it must be',
    ],
    [
      'a curve of another type',
      () => `ann@example.com ${of('ecdsa-sha2-nistp256', wire.string('nistp384'), wire.string('x'))}`,
      'its key cannot be used: the curve is not that of its type',
    ],
    [
      'a compressed point',
      () => `ann@example.com ${of('ecdsa-sha2-nistp256', wire.string('nistp256'), modulus(`02${'11'.repeat(32)}`))}`,
      'its key cannot be used: the point has the wrong form',
    ],
    [
      'something behind the key',
      () => `ann@example.com ${of('ssh-ed25519', wire.string(Buffer.alloc(32)), Buffer.from('x'))}`,
      'its key cannot be used: something follows its end',
    ],
  ])('%s does not count, and the fault says which line and why', (_, line, words) => {
    expect(parseAllowedSigners(`# first\n${line()}\n${bob.line}\n`)).toEqual({
      signers: [signer(bob)],
      faults: [`line 2: ${words}`],
    });
  });

  test('no text at all makes it throw or find somebody', () => {
    const piece = fc.constantFrom(
      'ann@x.de',
      ' ',
      '"',
      '\\',
      ',',
      '=',
      'namespaces',
      'ssh-ed25519',
      'AAAA',
      '\n',
      '\r',
      '*',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (any) => {
        expect(parseAllowedSigners(any).signers).toEqual([]);
      }),
    );
  });

  test('a line of a hundred thousand quotes takes no time to refuse', () => {
    for (const hard of ['\\"', '"', 'x="', 'namespaces="*",'])
      expect(only(`ann@example.com ${hard.repeat(100_000)} ${ann.publicKey}`).faults).toHaveLength(1);
    expect(admits('*a'.repeat(5000), 'a'.repeat(4999))).toBe(false);
  });
});

describe('times of keys', () => {
  /** What ssh-keygen makes of the same line at the same moment. */
  const sshKeygenTakes = (option: string, at: Date, zone: string) => {
    const signers = join(keys.folder, 'allowed_signers');
    writeFileSync(signers, `${ann.email} ${option} ${ann.publicKey}\n`);
    const env = { ...process.env, TZ: zone };
    const args = ['-Y', 'sign', '-f', ann.keyFile, '-n', 'x'];
    const signature = join(keys.folder, 'signature');
    writeFileSync(signature, execFileSync('ssh-keygen', args, { input: 'x', env, stdio: ['pipe', 'pipe', 'ignore'] }));
    const time = `${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
    try {
      const verify = ['-Y', 'verify', '-f', signers, '-I', ann.email, '-n', 'x', '-s', signature];
      execFileSync('ssh-keygen', [...verify, `-Overify-time=${time}`], {
        input: 'x',
        env,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      return true;
    } catch {
      return false;
    }
  };

  test.each([
    ['20250701Z', 'UTC'],
    ['20250701', 'UTC'],
    ['202507011530', 'Europe/Berlin'],
    ['20250115', 'Europe/Berlin'],
    ['20250715', 'Europe/Berlin'],
    ['20250715123456', 'America/New_York'],
    ['20250115', 'Australia/Sydney'],
    ['20250715Z', 'Australia/Sydney'],
    ['202507151200', 'Asia/Kolkata'],
  ])('"%s" in %s is the moment ssh-keygen takes it for', (text, zone) => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
      const moment = keyTime(text) as number;
      const taken = [-1000, 0].map((shift) => sshKeygenTakes(`valid-after="${text}"`, new Date(moment + shift), zone));
      expect(taken).toEqual([false, true]);
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  test.each([
    '2025',
    '20251301Z',
    '20250101T0000Z',
    '2025010124',
    '202501012400Z',
    '20250101000060Z',
    '19691231Z',
    'x',
    '',
  ])('"%s" is no time', (text) => {
    expect(keyTime(text)).toBe(null);
  });

  test('a key counts from its beginning on, and not at its end', () => {
    const [validAfter, validBefore] = [Date.UTC(2025, 0, 1), Date.UTC(2025, 1, 1)];
    const why = (at: number) => whyNotValid({ ...signer(ann), validAfter, validBefore } as never, at);
    expect(why(validAfter - 1)).toBe('is not valid before 2025-01-01T00:00:00.000Z');
    expect([why(validAfter), why(validBefore - 1)]).toEqual([null, null]);
    expect(why(validBefore)).toBe('was valid until 2025-02-01T00:00:00.000Z only');
  });
});
