import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canonicalRequest, canonicalSigned, requestSha256 } from '../../src/approval/request.ts';
import {
  listRequests,
  placeText,
  readRequest,
  requestsFolder,
  statementsBeside,
  writeRequest,
  writeStatement,
} from '../../src/approval/request-files.ts';
import type { SignedStatement } from '../../src/approval/request-types.ts';
import { failureText } from '../../src/terminal/failure.ts';
import { createdAt, exampleRequest, minute } from './example-request.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'permahub-test-requests-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const { nonce } = exampleRequest;
const fingerprint = `SHA256:${Buffer.alloc(32, 0xab).toString('base64').replace('=', '')}`;
const signed: SignedStatement = {
  statement: {
    schema: 1,
    verdict: 'approve',
    request: requestSha256(exampleRequest),
    by: 'ann@example.com',
    at: '2025-11-14T14:35:00.000Z',
  },
  signature: 'x',
};
const mode = (path: string) => (lstatSync(path).mode & 0o777).toString(8);
const words = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error) => `${error.status} ${failureText(error)}`.replaceAll(directory, '<backups>'),
  );

describe('requests on disk', () => {
  test('a request and a statement are written for their owner alone, and read back', async () => {
    const file = await writeRequest(directory, exampleRequest);
    expect(file).toBe(join(directory, `requests/${nonce}.json`));
    const beside = await writeStatement({ beside: file, nonce, signed, fingerprint });
    expect(beside).toBe(join(directory, `requests/${nonce}.approve.abababababababab.json`));
    expect([mode(requestsFolder(directory)), mode(file), mode(beside)]).toEqual(['700', '600', '600']);
    expect(readFileSync(file, 'utf8')).toBe(canonicalRequest(exampleRequest));
    expect(await readRequest(file)).toEqual(exampleRequest);
    expect(await statementsBeside(file, nonce)).toEqual([
      { file: `${nonce}.approve.abababababababab.json`, text: canonicalSigned(signed) },
    ]);
    expect(readdirSync(requestsFolder(directory)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('a folder that others could read is closed', async () => {
    mkdirSync(requestsFolder(directory), { mode: 0o755 });
    await writeRequest(directory, exampleRequest);
    expect(mode(requestsFolder(directory))).toBe('700');
  });

  test('the same request again is fine; another under its name replaces nothing', async () => {
    const file = await writeRequest(directory, exampleRequest);
    await writeRequest(directory, exampleRequest);
    expect(await words(writeRequest(directory, { ...exampleRequest, reason: 'Other' }))).toBe(
      `65 permahub: <backups>/requests/${nonce}.json is there already, with other content. It was left as it is.
  Somebody replaced what was shared, or a file was edited. Make a new request.
`,
    );
    expect(await readRequest(file)).toEqual(exampleRequest);
  });

  test('a statement of the same key takes the place of the earlier one', async () => {
    const file = await writeRequest(directory, exampleRequest);
    const later = { ...signed, signature: 'y' };
    for (const one of [signed, later]) await writeStatement({ beside: file, nonce, signed: one, fingerprint });
    expect((await statementsBeside(file, nonce)).map(({ text }) => text)).toEqual([canonicalSigned(later)]);
  });

  test('a statement that came from elsewhere replaces nothing, garbage or not', async () => {
    const folder = requestsFolder(directory);
    const name = `${nonce}.deny.abababababababab.json`;
    const file = await placeText(folder, name, 'garbage');
    expect(readFileSync(file, 'utf8')).toBe('garbage');
    await expect(placeText(folder, name, 'x')).rejects.toMatchObject({ code: 'request-replaced' });
    for (const bad of ['../x.json', 'x.json', '.gitignore', `${nonce}.json/x`])
      expect(await words(placeText(folder, bad, 'x'))).toContain('that is no name of a request or a statement');
    expect(readdirSync(folder)).toEqual([name]);
    expect(readdirSync(directory)).toEqual(['requests']);
  });

  test('a link in the place of the folder is not followed', async () => {
    const elsewhere = join(directory, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, requestsFolder(directory));
    expect(await words(writeRequest(directory, exampleRequest))).toBe(
      `74 permahub: <backups>/requests/${nonce}.json could not be written: its folder is a symbolic link.
  Make room or put the permissions right, then start again.
`,
    );
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('a link in the place of a statement is replaced, not written through', async () => {
    const file = await writeRequest(directory, exampleRequest);
    const elsewhere = join(directory, 'elsewhere');
    writeFileSync(elsewhere, 'mine');
    symlinkSync(elsewhere, join(requestsFolder(directory), `${nonce}.approve.abababababababab.json`));
    await writeStatement({ beside: file, nonce, signed, fingerprint });
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
    expect((await statementsBeside(file, nonce))[0]?.text).toBe(canonicalSigned(signed));
  });

  test('whatever bears the nonce lies beside it: a denial cannot hide behind its name', async () => {
    const file = await writeRequest(directory, exampleRequest);
    const names = ['deny', 'deny.json.bak', 'approve.x.json'].map((rest) => `${nonce}.${rest}`);
    for (const name of names) writeFileSync(join(requestsFolder(directory), name), 'x');
    writeFileSync(join(requestsFolder(directory), `${'f'.repeat(32)}.deny.json`), 'x');
    expect((await statementsBeside(file, nonce)).map((one) => one.file)).toEqual([...names].sort());
  });

  test('a request that was sent under another name finds its statements all the same', async () => {
    const file = join(directory, 'from-ann.json');
    writeFileSync(file, canonicalRequest(exampleRequest));
    await writeStatement({ beside: file, nonce, signed, fingerprint });
    expect(await statementsBeside(file, nonce)).toHaveLength(1);
  });
});

describe('what cannot be read', () => {
  test('a file that is missing', async () => {
    expect(await words(readRequest(join(directory, 'x.json')))).toBe(
      `69 permahub: There is no request <backups>/x.json.
  Name the file, or fetch it with --fetch.
`,
    );
  });

  test.each<[string, (file: string) => void, string]>([
    ['a folder', (file) => mkdirSync(file), 'it is not a plain file'],
    ['a pipe', (file) => void execFileSync('mkfifo', [file]), 'it is not a plain file'],
    ['a link', (file) => symlinkSync('/etc/hostname', file), 'it is a symbolic link'],
    ['a large file', (file) => writeFileSync(file, Buffer.alloc(10_000_001, 32)), 'it is larger than 10000 kB'],
    ['bytes that are no text', (file) => writeFileSync(file, Buffer.from([0x7b, 0xff, 0x7d])), 'it is no UTF-8 text'],
    ['a byte order mark', (file) => writeFileSync(file, `\ufeff${canonicalRequest(exampleRequest)}`), 'it is no JSON'],
    ['nothing', (file) => writeFileSync(file, ''), 'it is no JSON'],
  ])('%s', async (_, make, problem) => {
    const file = join(directory, 'x.json');
    make(file);
    expect(await words(readRequest(file))).toBe(
      `65 permahub: <backups>/x.json is no request that could be signed or carried out: ${problem}.
  Get it anew from whoever made it; a request is never edited.
`,
    );
  });

  test('a statement that cannot be read is there all the same, with the reason', async () => {
    const file = await writeRequest(directory, exampleRequest);
    mkdirSync(join(requestsFolder(directory), `${nonce}.deny.abababababababab.json`));
    expect(await statementsBeside(file, nonce)).toEqual([
      { file: `${nonce}.deny.abababababababab.json`, text: { problem: 'it is not a plain file' } },
    ]);
  });
});

describe('an overview of requests', () => {
  const at = (minutes: number) => new Date(createdAt + minutes * minute);
  const other = {
    ...exampleRequest,
    nonce: 'ab'.repeat(16),
    createdAt: at(10).toISOString(),
    expiresAt: at(40).toISOString(),
  };

  test('no folder, no requests', async () => {
    expect(await listRequests(directory, { now: at(0), usedNonces: new Set() })).toEqual([]);
  });

  test('each says whether it expired, was carried out, and what lies beside it; the newest first', async () => {
    const file = await writeRequest(directory, exampleRequest);
    const newer = await writeRequest(directory, other);
    await writeStatement({ beside: file, nonce, signed, fingerprint });
    chmodSync(newer, 0o600);
    expect(await listRequests(directory, { now: at(30), usedNonces: new Set([other.nonce]) })).toEqual([
      { file: newer, request: other, problem: null, statements: [], expired: false, carriedOut: true },
      {
        file,
        request: exampleRequest,
        problem: null,
        statements: [`${nonce}.approve.abababababababab.json`],
        expired: true,
        carriedOut: false,
      },
    ]);
  });

  test('one that cannot be read, or has the name of another, is listed with the reason', async () => {
    const folder = requestsFolder(directory);
    await placeText(folder, `${nonce}.json`, 'x');
    await placeText(folder, `${'f'.repeat(32)}.json`, canonicalRequest(exampleRequest));
    expect(
      (await listRequests(directory, { now: at(0), usedNonces: new Set() })).map(({ request, problem }) => [
        request,
        problem,
      ]),
    ).toEqual([
      [null, 'it is no JSON'],
      [null, 'its name is not its own'],
    ]);
  });
});
