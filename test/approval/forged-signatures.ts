import type { StatementFile } from '../../src/approval/collect-signatures.ts';
import { canonicalRequest, canonicalSigned, canonicalStatement, requestSha256 } from '../../src/approval/request.ts';
import { statementName } from '../../src/approval/request-names.ts';
import type { Request, SignedStatement } from '../../src/approval/request-types.ts';
import { createdAt, exampleRequest as honest, minute } from './example-request.ts';
import type { Case, World } from './forgery-case.ts';
import type { Person } from './signing-people.ts';
import { type Making, softwareKey } from './software-key.ts';

/** One sentence, what is changed of the honest case, and the reason it must be refused for. */
export type Forgery = readonly [
  sentence: string,
  forge: (world: World) => Partial<Case> | Promise<Partial<Case>>,
  why: string | ((world: World) => string),
];

const at = (minutes: number) => new Date(createdAt + minutes * minute);
const unsigned = 'the signature does not fit what it should sign';
const another = 'it is for another request, or the request was changed';

/** Bob's file replaced by others; Ann's stays, honest. */
const besideAnn = (world: World, ...files: StatementFile[]): Partial<Case> => ({ files: [world.files[0], ...files] });
const read = (file: StatementFile) => JSON.parse(file.text as string) as SignedStatement;
const edited = (file: StatementFile, edit: (signed: SignedStatement) => SignedStatement): StatementFile => ({
  ...file,
  text: canonicalSigned(edit(read(file))),
});
const inText = (file: StatementFile, edit: (text: string) => string): StatementFile => ({
  ...file,
  text: edit(file.text as string),
});
const withStatement = (change: Partial<SignedStatement['statement']>) => (signed: SignedStatement) => ({
  ...signed,
  statement: { ...signed.statement, ...change },
});
const requestWith = async (world: World, change: Partial<Request>): Promise<Partial<Case>> => {
  const request = { ...honest, ...change };
  const files = [
    world.file(await world.signed(world.ann, { request })),
    world.file(await world.signed(world.bob, { request })),
  ];
  return { request: canonicalRequest(request), files };
};
const lines = (...all: readonly (Person | string)[]) =>
  all.map((one) => (typeof one === 'string' ? one : one.line)).join('\n');
/** Dora signs with a key put together in software, off in one thing. */
const byDora = (world: World, kind: 'plain' | 'security key', how: Partial<Making>): Partial<Case> => {
  const key = softwareKey(kind);
  const statement = world.statement(world.bob, { by: 'dora@example.com' });
  const signature = key.signature({ namespace: 'permahub-approve', text: canonicalStatement(statement), ...how });
  return {
    ...besideAnn(world, world.file({ statement, signature })),
    signers: lines(world.ann, `dora@example.com ${key.type} ${key.key}`),
  };
};

export const forgeries: readonly Forgery[] = [
  // Times
  [
    'expired by our clock',
    () => ({ now: at(30), databaseNow: null }),
    'it expired at 2025-11-14T15:00:00.000Z by the clock of this machine',
  ],
  [
    "our clock put back, expired by the database's",
    () => ({ databaseNow: at(31) }),
    'it expired at 2025-11-14T15:00:00.000Z by the clock of the database',
  ],
  [
    'our clock put back to before it was made',
    () => ({ now: at(-3), databaseNow: null }),
    'it was made in the future by the clock of this machine',
  ],
  [
    "made in the future by the database's clock",
    () => ({ databaseNow: at(-3) }),
    'it was made in the future by the clock of the database',
  ],
  [
    'a clock that says nothing',
    () => ({ databaseNow: new Date(Number.NaN) }),
    'the clock of the database cannot be read',
  ],
  [
    '31 minutes to live, signed by both',
    (world) => requestWith(world, { expiresAt: at(31).toISOString() }),
    'it claims to live longer than 30 minutes',
  ],
  [
    '100 years to live, signed by both',
    (world) => requestWith(world, { expiresAt: '2125-11-14T14:30:00.000Z' }),
    'it claims to live longer than 30 minutes',
  ],
  [
    'expiring before it was made, signed by both',
    (world) => requestWith(world, { expiresAt: at(-1).toISOString() }),
    'it expires before it was made',
  ],
  [
    'signed before the request was made',
    async (world) => besideAnn(world, world.file(await world.signed(world.bob, { at: at(-5).toISOString() }))),
    'it was signed before the request was made',
  ],
  [
    'signed after it expired, clock put back',
    async (world) => besideAnn(world, world.file(await world.signed(world.bob, { at: at(31).toISOString() }))),
    'it was signed after the request expired',
  ],
  [
    'signed in the future',
    async (world) => besideAnn(world, world.file(await world.signed(world.bob, { at: at(25).toISOString() }))),
    'it was signed in the future',
  ],
  ['carried out already', () => ({ usedNonces: new Set([honest.nonce]) }), 'it was carried out already'],
  [
    'passed off as an emergency to come after its time',
    () => ({ mode: 'countersign', now: at(500), databaseNow: null }),
    'only an emergency restore is signed afterwards',
  ],

  // One person for two
  [
    'signed by one person alone',
    (world) => ({ files: [world.files[0], inText(world.files[0], String)] }),
    'ann@example.com counts once',
  ],
  [
    'one person with two keys',
    async (world) => ({
      ...besideAnn(world, world.file(await world.signed(world.annsSecond))),
      signers: lines(world.ann, world.annsSecond, world.bob),
    }),
    'ann@example.com counts once',
  ],
  [
    'one key under two names',
    async (world) => ({
      ...besideAnn(world, world.file(await world.signed(world.ann, { by: 'bob@example.com' }))),
      signers: lines(world.ann, `bob@example.com ${world.ann.publicKey}`),
    }),
    'line 2: the same key stands on line 1; none of them counts',
  ],
  [
    'one key under two names, the second in capitals',
    (world) => ({ signers: lines(world.ann, `ANN@example.com ${world.ann.publicKey}`, world.bob) }),
    ({ ann }) => `allowed_signers holds no such key (${ann.fingerprint})`,
  ],
  [
    "another's name with one's own key",
    async (world) => besideAnn(world, world.file(await world.signed(world.ann, { by: 'bob@example.com' }))),
    'it says bob@example.com, and its key is that of ann@example.com',
  ],
  [
    "the same signature copied to the other's name of a file",
    (world) => besideAnn(world, { ...world.files[0], file: world.files[1].file }),
    'its name is not that of its request, verdict and key',
  ],

  // Somebody who is nobody
  [
    'signed by somebody who does not stand in allowed_signers',
    async (world) => besideAnn(world, world.file(await world.signed(world.mallory))),
    ({ mallory }) => `allowed_signers holds no such key (${mallory.fingerprint})`,
  ],
  [
    "the owner's name, somebody else's key",
    async (world) => besideAnn(world, world.file(await world.signed(world.mallory, { by: 'bob@example.com' }))),
    ({ mallory }) => `allowed_signers holds no such key (${mallory.fingerprint})`,
  ],
  [
    'an address with a letter of another alphabet',
    async (world) => ({
      ...besideAnn(world, world.file(await world.signed(world.mallory, { by: 'bоb@example.com' }))),
      signers: lines(world.ann, world.bob, `bоb@example.com ${world.mallory.publicKey}`),
    }),
    'statement.by: must be an e-mail address in lower case',
  ],
  [
    'a line whose address has a letter of another alphabet',
    async (world) => ({
      ...besideAnn(world, world.file(await world.signed(world.mallory, { by: 'bob@example.com' }))),
      signers: lines(world.ann, `bоb@example.com ${world.mallory.publicKey}`),
    }),
    'line 2: its principal is no plain e-mail address',
  ],
  [
    'an address in capitals',
    async (world) => besideAnn(world, world.file(await world.signed(world.bob, { by: 'Bob@example.com' }))),
    'statement.by: must be an e-mail address in lower case',
  ],
  [
    'a pattern that lets anybody in',
    async (world) => ({
      ...besideAnn(world, world.file(await world.signed(world.mallory))),
      signers: lines(world.ann, `*@example.com ${world.mallory.publicKey}`),
    }),
    'line 2: a pattern stands for anybody',
  ],
  [
    'several people on one line',
    async (world) => ({
      ...besideAnn(world, world.file(await world.signed(world.bob))),
      signers: lines(world.ann, `bob@example.com,carol@example.com ${world.bob.publicKey}`),
    }),
    'line 2: it names several people',
  ],
  [
    'a certificate authority',
    async (world) => ({
      ...besideAnn(world, world.file(await world.signed(world.mallory))),
      signers: lines(world.ann, `mallory@example.com cert-authority ${world.mallory.publicKey}`),
    }),
    'line 2: a certificate authority stands for anybody it names',
  ],
  [
    'a key for other things',
    async (world) => ({
      ...besideAnn(world, world.file(await world.signed(world.mallory))),
      signers: lines(world.ann, `mallory@example.com namespaces="git" ${world.mallory.publicKey}`),
    }),
    ({ mallory }) => `allowed_signers holds no such key (${mallory.fingerprint})`,
  ],
  [
    'a key that was taken out of the file',
    (world) => ({ signers: lines(world.ann, world.carol) }),
    ({ bob }) => `allowed_signers holds no such key (${bob.fingerprint})`,
  ],
  [
    'no allowed_signers left',
    () => ({ signers: '' }),
    ({ ann }) => `allowed_signers holds no such key (${ann.fingerprint})`,
  ],
  [
    'a key whose time is over',
    (world) => ({ signers: lines(world.ann, `bob@example.com valid-before="20251114Z" ${world.bob.publicKey}`) }),
    'the key of bob@example.com was valid until 2025-11-14T00:00:00.000Z only',
  ],
  [
    'a key that ended between signing and now',
    (world) => ({ signers: lines(world.ann, `bob@example.com valid-before="202511141436Z" ${world.bob.publicKey}`) }),
    'the key of bob@example.com was valid until 2025-11-14T14:36:00.000Z only',
  ],
  [
    'a key that begins between signing and now',
    (world) => ({ signers: lines(world.ann, `bob@example.com valid-after="202511141436Z" ${world.bob.publicKey}`) }),
    'the key of bob@example.com is not valid before 2025-11-14T14:36:00.000Z',
  ],
  [
    "a key over by the database's clock, ours put back",
    (world) => ({
      databaseNow: at(20),
      signers: lines(world.ann, `bob@example.com valid-before="202511141445Z" ${world.bob.publicKey}`),
    }),
    'the key of bob@example.com was valid until 2025-11-14T14:45:00.000Z only',
  ],

  // Signatures of something else
  [
    'signed in the namespace of git',
    async (world) => besideAnn(world, world.file(await world.signed(world.bob, { namespace: 'git' }))),
    'its signature was made for something else ("git")',
  ],
  [
    'signed in a namespace that only begins like ours',
    async (world) => besideAnn(world, world.file(await world.signed(world.bob, { namespace: 'permahub-approve2' }))),
    'its signature was made for something else ("permahub-approve2")',
  ],
  [
    'a denial passed off as an approval',
    async (world) => {
      const { statement, signature } = await world.signed(world.bob, { verdict: 'deny' });
      return besideAnn(world, world.file({ statement: { ...statement, verdict: 'approve' }, signature }));
    },
    'its signature was made for something else ("permahub-deny")',
  ],
  [
    'a denial signed in the namespace of approvals, its verdict changed',
    async (world) => {
      const { statement, signature } = await world.signed(world.bob, {
        verdict: 'deny',
        namespace: 'permahub-approve',
      });
      return besideAnn(world, world.file({ statement: { ...statement, verdict: 'approve' }, signature }));
    },
    unsigned,
  ],
  [
    'a signature of another text',
    async (world) => besideAnn(world, world.file(await world.signed(world.bob, { text: 'lunch\n' }))),
    unsigned,
  ],
  [
    'a signature of the request itself in place of the statement',
    async (world) => besideAnn(world, world.file(await world.signed(world.bob, { text: canonicalRequest(honest) }))),
    unsigned,
  ],
  [
    'signed for another request',
    async (world) =>
      besideAnn(world, world.file(await world.signed(world.bob, { request: { ...honest, argv: ['db', 'lint'] } }))),
    another,
  ],
  [
    'signed for another request, its hash put in afterwards',
    async (world) => {
      const { statement, signature } = await world.signed(world.bob, { request: { ...honest, argv: ['db', 'lint'] } });
      return besideAnn(world, world.file({ statement: { ...statement, request: requestSha256(honest) }, signature }));
    },
    unsigned,
  ],
  [
    'both signatures carried over to another request with the same nonce',
    () => ({ request: canonicalRequest({ ...honest, argv: ['db', 'reset', '--linked'] }) }),
    another,
  ],
  [
    'both signatures carried over to a request with another nonce, the files renamed',
    (world) => {
      const nonce = 'ab'.repeat(16);
      return {
        request: canonicalRequest({ ...honest, nonce }),
        files: world.files.map((one) => ({ ...one, file: one.file.replace(honest.nonce, nonce) })),
      };
    },
    another,
  ],
  [
    'the time of signing edited',
    (world) => besideAnn(world, edited(world.files[1], withStatement({ at: at(6).toISOString() }))),
    unsigned,
  ],
  [
    'the signer edited to somebody known',
    async (world) => {
      const { statement, signature } = await world.signed(world.bob);
      return besideAnn(world, world.file({ statement: { ...statement, by: 'carol@example.com' }, signature }));
    },
    'it says carol@example.com, and its key is that of bob@example.com',
  ],
  [
    'the signature of the other put in',
    (world) =>
      besideAnn(
        world,
        edited(world.files[1], (signed) => ({ ...signed, signature: read(world.files[0]).signature })),
      ),
    'its name is not that of its request, verdict and key',
  ],
  [
    'one bit of the signature turned',
    (world) =>
      besideAnn(
        world,
        edited(world.files[1], ({ statement, signature }) => {
          const all = signature.split('\n');
          const bytes = Buffer.from(all.slice(1, -2).join(''), 'base64');
          bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
          const base64 = bytes.toString('base64').match(/.{1,70}/g) ?? [];
          return { statement, signature: [all[0], ...base64, ...all.slice(-2)].join('\n') };
        }),
      ),
    unsigned,
  ],

  // Signatures that are off
  [
    'its armor cut off',
    (world) =>
      besideAnn(
        world,
        edited(world.files[1], ({ statement, signature }) => ({ statement, signature: signature.slice(0, 150) })),
      ),
    'its signature cannot be read: it is no armored SSH signature',
  ],
  [
    'no signature',
    (world) =>
      besideAnn(
        world,
        edited(world.files[1], ({ statement }) => ({ statement, signature: '' })),
      ),
    'its signature cannot be read: it is no armored SSH signature',
  ],
  [
    'a public key for a signature',
    (world) =>
      besideAnn(
        world,
        edited(world.files[1], ({ statement }) => ({ statement, signature: `${world.bob.publicKey}\n` })),
      ),
    'its signature cannot be read: it is no armored SSH signature',
  ],
  [
    'bytes behind the signature',
    (world) => byDora(world, 'plain', { after: Buffer.from('x') }),
    'its signature cannot be read: something follows its end',
  ],
  [
    'bytes inside the signature',
    (world) => byDora(world, 'plain', { afterInner: Buffer.from('x') }),
    'its signature cannot be read: something follows its end',
  ],
  [
    'a signature over SHA-1',
    (world) => byDora(world, 'plain', { hash: 'sha1' }),
    'its signature cannot be read: the hash sha1 does not count: sha256 or sha512',
  ],
  [
    'a signature over MD5',
    (world) => byDora(world, 'plain', { hash: 'md5' }),
    'its signature cannot be read: the hash md5 does not count: sha256 or sha512',
  ],
  [
    'a signature of another version',
    (world) => byDora(world, 'plain', { version: 2 }),
    'its signature cannot be read: version 2 of SSH signatures is not known here',
  ],
  [
    'a security key that nobody touched',
    (world) => byDora(world, 'security key', { flags: 0 }),
    'its security key was not touched',
  ],
  [
    'a security key with its PIN, and yet not touched',
    (world) => byDora(world, 'security key', { flags: 4 }),
    'its security key was not touched',
  ],
  [
    'a security key whose touch was written in afterwards',
    (world) => {
      const case_ = byDora(world, 'security key', { flags: 0 });
      const [ann, dora] = case_.files as [StatementFile, StatementFile];
      return { ...case_, files: [ann, edited(dora, touchedAfterwards)] };
    },
    unsigned,
  ],

  // Files that are off
  [
    'a key in the file that nobody knows',
    (world) =>
      besideAnn(
        world,
        inText(world.files[1], (text) => text.replace('"signature"', '"also":1,"signature"')),
      ),
    'it: Unrecognized key: "also"',
  ],
  [
    'a statement that is no canonical JSON',
    (world) =>
      besideAnn(
        world,
        inText(world.files[1], (text) => text.replace('{', '{ ')),
      ),
    'it is not written as canonical JSON',
  ],
  [
    'the verdict written twice',
    (world) =>
      besideAnn(
        world,
        inText(world.files[1], (text) => text.replace('"verdict":', '"verdict":"deny","verdict":')),
      ),
    'it is not written as canonical JSON',
  ],
  [
    'a byte order mark before the statement',
    (world) =>
      besideAnn(
        world,
        inText(world.files[1], (text) => `\ufeff${text}`),
      ),
    'it is no JSON',
  ],
  [
    'line ends of Windows in the statement',
    (world) =>
      besideAnn(
        world,
        inText(world.files[1], (text) => text.replace(/\n$/, '\r\n')),
      ),
    'it is not written as canonical JSON',
  ],
  [
    'a huge statement',
    (world) =>
      besideAnn(
        world,
        inText(world.files[1], (text) => text + ' '.repeat(200_000)),
      ),
    'it is larger than 100 kB',
  ],
  [
    'the name of another request',
    (world) =>
      besideAnn(world, { ...world.files[1], file: world.files[1].file.replace(honest.nonce, 'ab'.repeat(16)) }),
    'its name is not that of its request, verdict and key',
  ],
  [
    'a name with more behind it',
    (world) => besideAnn(world, { ...world.files[1], file: `${world.files[1].file}.bak` }),
    'its name is not that of its request, verdict and key',
  ],

  // Somebody said no
  [
    'two approvals and a denial',
    async (world) => ({ files: [...world.files, world.file(await world.signed(world.carol, { verdict: 'deny' }))] }),
    'denied by carol@example.com at 2025-11-14T14:35:00.000Z',
  ],
  [
    'a denial by one of the two who approved',
    async (world) => ({ files: [...world.files, world.file(await world.signed(world.bob, { verdict: 'deny' }))] }),
    'denied by bob@example.com at 2025-11-14T14:35:00.000Z',
  ],
  [
    'a denial that nobody signed',
    (world) => ({ files: [...world.files, denial(world, '')] }),
    'denied by carol@example.com at 2025-11-14T14:35:00.000Z, by a signature that does not count, but a denial always does',
  ],
  [
    'a denial by somebody who does not stand in allowed_signers',
    async (world) => ({ files: [...world.files, world.file(await world.signed(world.mallory, { verdict: 'deny' }))] }),
    'denied by mallory@example.com at 2025-11-14T14:35:00.000Z, by a signature that does not count, but a denial always does',
  ],
  [
    'a denial with garbage in it',
    (world) => ({ files: [...world.files, { ...denial(world, ''), text: 'x' }] }),
    ({ carol }) => `denied by the file ${statementName(honest.nonce, 'deny', carol.fingerprint)}, which cannot be read`,
  ],
  [
    'a denial whose name would hide it on the screen',
    (world) => ({ files: [...world.files, { file: `${honest.nonce}.deny.\u001b[8m\r.json`, text: 'x' }] }),
    `denied by the file ${honest.nonce}.deny. .json, which cannot be read`,
  ],
  [
    'a denial replaced by a link',
    (world) => ({ files: [...world.files, { ...denial(world, ''), text: { problem: 'it is a symbolic link' } }] }),
    'it is a symbolic link',
  ],
  [
    'a denial under the name of an approval',
    async (world) => ({
      files: [
        ...world.files,
        {
          ...world.file(await world.signed(world.carol, { verdict: 'deny' })),
          file: statementName(honest.nonce, 'approve', world.carol.fingerprint),
        },
      ],
    }),
    'its name is not that of its request, verdict and key',
  ],
];

function denial(world: World, signature: string): StatementFile {
  const statement = world.statement(world.carol, { verdict: 'deny' });
  const file = statementName(honest.nonce, 'deny', world.carol.fingerprint);
  return { file, text: canonicalSigned({ statement, signature }) };
}

/** The flags are five bytes before the end: one of flags, four of the counter. */
function touchedAfterwards({ statement, signature }: SignedStatement): SignedStatement {
  const all = signature.split('\n');
  const bytes = Buffer.from(all.slice(1, -2).join(''), 'base64');
  bytes[bytes.length - 5] = 1;
  const base64 = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  return { statement, signature: [all[0], ...base64, ...all.slice(-2)].join('\n') };
}
