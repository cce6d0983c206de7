import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { namespaces } from '../../src/approval/namespaces.ts';
import { readSignature } from '../../src/approval/signature-blob.ts';
import { sign } from '../../src/approval/ssh-keygen.ts';
import { keyFolder } from './signing-people.ts';
import { armored, type Making, softwareKey } from './software-key.ts';

const keys = keyFolder();
afterAll(keys.remove);
const namespace = namespaces.approve;
const making = (change: Partial<Making> = {}): Making => ({ namespace, text: 'text', ...change });

describe('what a signature says of itself', () => {
  test.each(['ed25519', 'rsa 2048', 'ecdsa 256', 'ecdsa 521'])('a signature by a key of %s is read', async (kind) => {
    const person = keys.person('ann@example.com', kind);
    const { keyFile, publicKey, fingerprint } = person;
    const [keyType, key] = publicKey.split(' ');
    const signature = await sign({ text: 'text', namespace, keyFile, env: process.env, tty: false });
    expect(readSignature(signature)).toEqual({
      keyType,
      key,
      fingerprint,
      namespace,
      hash: 'sha512',
      securityKey: null,
    });
  });

  test.each([
    [0, false, false],
    [1, true, false],
    [4, false, true],
    [5, true, true],
    [0xfe, false, true],
  ])('the flags %i of a security key are read', (flags, touched, verified) => {
    const read = readSignature(softwareKey('security key').signature(making({ flags })));
    expect(read).toMatchObject({ namespace, securityKey: { touched, verified, counter: 7 } });
  });

  const plain = softwareKey('plain');
  const bytesOf = (text: string) => Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
  test.each<[string, string, string]>([
    ['sha256', plain.signature(making({ hash: 'sha256' })), ''],
    ['no last line break', plain.signature(making()).trimEnd(), ''],
    ['sha1', plain.signature(making({ hash: 'sha1' })), 'the hash sha1 does not count: sha256 or sha512'],
    ['md5', plain.signature(making({ hash: 'md5' })), 'the hash md5 does not count: sha256 or sha512'],
    ['another version', plain.signature(making({ version: 2 })), 'version 2 of SSH signatures is not known here'],
    ['another beginning', plain.signature(making({ magic: 'SSHSIX' })), 'it does not begin as SSH signatures do'],
    ['a reserved field', plain.signature(making({ reserved: 'x' })), 'its reserved field is not empty'],
    ['no namespace', plain.signature(making({ namespace: '' })), 'a name in it is no plain word'],
    ['a namespace of two lines', plain.signature(making({ namespace: 'a\nb' })), 'a name in it is no plain word'],
    ['more behind it', plain.signature(making({ after: Buffer.from('x') })), 'something follows its end'],
    ['more inside it', plain.signature(making({ afterInner: Buffer.from('x') })), 'something follows its end'],
    ['its end cut off', armored(bytesOf(plain.signature(making())).subarray(0, -1)), 'it ends too early'],
    ['nothing in its armor', armored(Buffer.alloc(0)), 'it is no armored SSH signature'],
    ['text before it', `x\n${plain.signature(making())}`, 'it is no armored SSH signature'],
    ['text behind it', `${plain.signature(making())}x\n`, 'it is no armored SSH signature'],
    ['two of them', plain.signature(making()).repeat(2), 'it is no armored SSH signature'],
    ['line ends of Windows', plain.signature(making()).replaceAll('\n', '\r\n'), 'it is no armored SSH signature'],
    ['half an armor', plain.signature(making()).slice(0, 200), 'it is no armored SSH signature'],
    ['padding inside', plain.signature(making()).replace('\n', '\nAA==\n'), 'it is no base64'],
    ['a megabyte', armored(Buffer.alloc(1_000_000)), 'it is no armored SSH signature'],
    ['nothing', '', 'it is no armored SSH signature'],
  ])('%s', (_, text, problem) => {
    expect(readSignature(text)).toMatchObject(problem === '' ? { namespace } : { problem });
  });

  test("a plain key with a security key's kind of signature is refused", () => {
    const blob = bytesOf(plain.signature(making())).toString('latin1');
    const end = blob.lastIndexOf('ssh-ed25519');
    const changed = `${blob.slice(0, end)}ssh-ed25518${blob.slice(end + 11)}`;
    expect(readSignature(armored(Buffer.from(changed, 'latin1')))).toEqual({
      problem: 'a signature of the kind ssh-ed25518 does not count for a key of the type ssh-ed25519',
    });
  });

  test('no change of bytes makes it throw; what it says is always a signature or a problem', () => {
    const originals = [plain.signature(making()), softwareKey('security key').signature(making())].map(bytesOf);
    const change = fc.tuple(fc.constantFrom(...originals), fc.nat(), fc.uint8Array({ maxLength: 8 }), fc.nat(8));
    const mutated = change.map(([bytes, at, put, taken]) => {
      const from = at % bytes.length;
      return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + taken)]);
    });
    let problems = 0;
    fc.assert(
      fc.property(mutated, (bytes) => {
        const read = readSignature(armored(bytes));
        if ('problem' in read) problems += read.problem.length > 5 ? 1 : Number.NaN;
        else expect(read.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
      }),
      { numRuns: 3000 },
    );
    expect(problems).toBeGreaterThan(500);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readSignature(text)).toHaveProperty('problem');
      }),
    );
  });
});
