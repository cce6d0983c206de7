import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { impactToSign } from '../../src/approval/impact-to-sign.ts';
import {
  canonicalRequest,
  canonicalSigned,
  parseRequest,
  parseSignedStatement,
  requestSha256,
} from '../../src/approval/request.ts';
import { claimedVerdict, isRequestFile, statementName } from '../../src/approval/request-names.ts';
import type { Request } from '../../src/approval/request-types.ts';
import { exampleRequest } from './example-request.ts';

const text = canonicalRequest(exampleRequest);
const changed = (change: Record<string, unknown>) => canonicalRequest({ ...exampleRequest, ...change } as Request);

describe('a request as a text', () => {
  test('what was written is what is read', () => {
    expect(parseRequest(text)).toEqual(exampleRequest);
    const bare: Request = {
      ...exampleRequest,
      cli: null,
      backup: null,
      commit: null,
      impact: { kind: 'not-rehearsed', reason: 'there is no database' },
    };
    expect(parseRequest(canonicalRequest(bare))).toEqual(bare);
  });

  test('everything a rehearsal can say is read, too', () => {
    const impact: Request['impact'] = {
      kind: 'rehearsed',
      status: null,
      signal: 'SIGKILL',
      failure: { cause: 'own', file: 'x.sql', line: 3, statement: 'drop', message: 'no' },
      lacking: ['pg_net'],
      scratch: 'x',
      seconds: 0,
      diff: {
        tables: [],
        columns: [],
        sequences: [],
        objects: [],
        largeObjectsGone: 1,
        bookkeeping: [{ name: 's.t', kind: 'table', before: null, after: 1, gone: 0, changed: null, added: 1 }],
        rowsAfter: { 'public."__proto__"': 1 },
        schema: { made: [['table x', 'y']], gone: [] },
      },
    };
    expect(parseRequest(changed({ impact }))).toEqual({ ...exampleRequest, impact });
  });

  test('rows of tables that did not change are not in it', () => {
    const { impact } = exampleRequest;
    if (impact.kind !== 'rehearsed') throw new Error('the example is rehearsed');
    const rowsAfter = { 'public.users': 2000, 'public.tags': 5 };
    expect(impactToSign({ ...impact, diff: { ...impact.diff, rowsAfter } })).toEqual(impact);
    const none = { kind: 'not-rehearsed', reason: 'x' } as const;
    expect(impactToSign(none)).toBe(none);
  });

  test('its hash is that of its bytes, and one changed character is another', () => {
    expect(requestSha256(exampleRequest)).toMatch(/^[0-9a-f]{64}$/);
    expect(requestSha256({ ...exampleRequest, reason: `${exampleRequest.reason}.` })).not.toBe(
      requestSha256(exampleRequest),
    );
  });

  test.each<[string, string, string]>([
    ['no line break at its end', text.trimEnd(), 'it is not written as canonical JSON'],
    ['line ends of Windows', text.replace('\n', '\r\n'), 'it is not written as canonical JSON'],
    ['a byte order mark', `\ufeff${text}`, 'it is no JSON'],
    ['a space', text.replace(':', ': '), 'it is not written as canonical JSON'],
    ['another order', `${JSON.stringify(exampleRequest)}\n`, 'it is not written as canonical JSON'],
    ['an escape that need not be', text.replace('ö', '\\u00f6'), 'it is not written as canonical JSON'],
    ['a key twice', text.replace('{', '{"argv":["db","reset"],'), 'it is not written as canonical JSON'],
    ['a comment', text.replace('{', '{/* x */'), 'it is no JSON'],
    ['nothing', '', 'it is no JSON'],
    ['a list', '[]\n', 'it: Invalid input: expected object, received array'],
    ['a key nobody knows', changed({ also: 1 }), 'it: Unrecognized key: "also"'],
    [
      'a key inside that nobody knows',
      changed({ target: { ...exampleRequest.target, x: 1 } }),
      'target: Unrecognized key: "x"',
    ],
    ['another schema', changed({ schema: 2 }), 'schema: Invalid input: expected 1'],
    [
      'a time without its zone',
      changed({ createdAt: '2025-11-14T14:30:00.000' }),
      'createdAt: must be a time like 2025-11-14T14:30:22.000Z',
    ],
    [
      'a time elsewhere',
      changed({ createdAt: '2025-11-14T14:30:00.000+01:00' }),
      'createdAt: must be a time like 2025-11-14T14:30:22.000Z',
    ],
    [
      'a day that is none',
      changed({ expiresAt: '2025-02-30T14:30:00.000Z' }),
      'expiresAt: must be a time like 2025-11-14T14:30:22.000Z',
    ],
    ['a reason of two lines', changed({ reason: 'x\ny' }), 'reason: must be one clean line'],
    ['a reason written backwards', changed({ reason: 'x\u202ey' }), 'reason: must be one clean line'],
    ['no argv', changed({ argv: [] }), 'argv: Too small: expected array to have >=1 items'],
    [
      'a file elsewhere',
      changed({ files: { '../x': 'a'.repeat(64) } }),
      'files.../x: must be a path inside the repository',
    ],
    [
      'a file by its whole path',
      changed({ files: { '/etc/x': 'a'.repeat(64) } }),
      'files./etc/x: must be a path inside the repository',
    ],
    [
      'two keys that are off',
      changed({ nonce: 'X', emergency: 'no' }),
      'nonce: must be 32 hex characters; emergency: Invalid input: expected boolean, received string',
    ],
    [
      'a number that is none',
      text.replace('"databaseOid":5', '"databaseOid":1e400'),
      'target.databaseOid: Invalid input: expected number, received Infinity',
    ],
    ['zero below zero', text.replace('"databaseOid":5', '"databaseOid":-0'), 'it is not written as canonical JSON'],
    [
      'a prototype',
      text.replace('"rowsAfter":{', '"rowsAfter":{"__proto__":1,'),
      'it is not written as canonical JSON',
    ],
    ['too much', changed({ findings: ['x'.repeat(10_000_000)] }), 'it is larger than 10000 kB'],
  ])('%s makes it none', (_, other, problem) => {
    expect(parseRequest(other)).toEqual({ problem });
  });

  test('every missing key is named', () => {
    for (const key of Object.keys(exampleRequest)) {
      const { [key as keyof Request]: _, ...rest } = exampleRequest;
      expect(parseRequest(canonicalRequest(rest as Request))).toMatchObject({
        problem: expect.stringContaining(`${key}: `),
      });
    }
  });

  test('of all texts that mean the same only one is a request', () => {
    const spaces = fc.array(fc.tuple(fc.nat(text.length), fc.constantFrom(' ', '\n', '\t')), {
      minLength: 1,
      maxLength: 3,
    });
    const inserted = spaces.map((all) => all.reduce((so, [at, what]) => so.slice(0, at) + what + so.slice(at), text));
    fc.assert(
      fc.property(inserted, (other) => {
        const read = parseRequest(other);
        // Inside a value it is another request, with another hash.
        if (!('problem' in read)) expect(requestSha256(read)).not.toBe(requestSha256(exampleRequest));
      }),
    );
  });
});

describe('a signed statement as a text', () => {
  const signed = {
    statement: {
      schema: 1,
      verdict: 'approve',
      request: requestSha256(exampleRequest),
      by: 'ann@example.com',
      at: '2025-11-14T14:35:00.000Z',
    },
    signature: 'x',
  } as const;
  test('what was written is what is read', () => {
    expect(parseSignedStatement(canonicalSigned(signed))).toEqual(signed);
  });

  test.each<[object, string]>([
    [{ ...signed, also: 1 }, 'it: Unrecognized key: "also"'],
    [
      { ...signed, statement: { ...signed.statement, by: 'Ann@example.com' } },
      'statement.by: must be an e-mail address in lower case',
    ],
    [
      { ...signed, statement: { ...signed.statement, verdict: 'maybe' } },
      'statement.verdict: Invalid option: expected one of "approve"|"deny"',
    ],
    [{ ...signed, signature: 'x'.repeat(100_000) }, 'it is larger than 100 kB'],
  ])('%#', (other, problem) => {
    expect(parseSignedStatement(canonicalSigned(other as typeof signed))).toEqual({ problem });
  });
});

describe('names of files', () => {
  const { nonce } = exampleRequest;
  test('a statement is named by request, verdict and key', () => {
    const name = statementName(nonce, 'deny', `SHA256:${Buffer.alloc(32, 0xab).toString('base64').replace('=', '')}`);
    expect(name).toBe(`${nonce}.deny.abababababababab.json`);
    expect([isRequestFile(name), isRequestFile(`${nonce}.json`)]).toEqual([true, true]);
  });

  test.each([
    'x.json',
    nonce,
    `${nonce}.jsonx`,
    `../${nonce}.json`,
    `${nonce}.maybe.abababababababab.json`,
    `${nonce}.deny.json`,
  ])('%s is none', (name) => {
    expect(isRequestFile(name)).toBe(false);
  });

  test('whatever begins like a denial claims to be one', () => {
    for (const rest of ['deny.abababababababab.json', 'deny.json', 'deny', 'DENY.x', 'deny.abababababababab.json.bak'])
      expect(claimedVerdict(`${nonce}.${rest}`)).toBe('deny');
    expect(claimedVerdict(`${nonce}.approve.x.json`)).toBe('approve');
    expect([claimedVerdict(`${nonce}.json`), claimedVerdict('deny.json')]).toEqual([null, null]);
  });
});
