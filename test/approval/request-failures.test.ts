import { expect, test } from 'vitest';
import { Failure, type FailureCode } from '../../src/failures.ts';
import { failureText } from '../../src/terminal/failure.ts';

// Catches: a refusal that no longer says what happened, or what to do next.
test.each<[FailureCode, Record<string, string>, number, string]>([
  [
    'request-needless',
    {},
    64,
    'permahub: This only reads or writes local files: nobody has to sign it.\n  Run it as it is.\n',
  ],
  [
    'request-secret',
    {},
    64,
    'permahub: A password stands in the command. A request travels to other people, so none was made.\n  Name the database by a URL without its password; PGPASSWORD or ~/.pgpass has it.\n',
  ],
  [
    'request-outside',
    { file: '/srv/x.sql' },
    64,
    'permahub: /srv/x.sql lies outside the repository: nobody else can look at it, so it cannot be signed.\n  Put it into the repository, commit it and name it there.\n',
  ],
  [
    'request-stdin',
    {},
    64,
    'permahub: SQL on standard input cannot be signed: it would not be there when the request is carried out.\n  Write it into a file of the repository and name it with -f.\n',
  ],
  [
    'request-unfit',
    { why: 'it expired' },
    77,
    'permahub: Refused: the request does not stand: it expired. Nothing was signed or forwarded.\n  Make a new request if it is still wanted.\n',
  ],
  [
    'request-used',
    { at: '2025-11-14T14:30:22Z' },
    77,
    'permahub: Refused: this request was carried out at 2025-11-14T14:30:22Z already. Nothing was forwarded.\n  Make a new request; each is good for one run.\n',
  ],
  [
    'request-other',
    { command: 'supabase db push' },
    77,
    'permahub: Refused: the command is not the one of the request. Nothing was forwarded.\n  The request is for: supabase db push\n',
  ],
  [
    'request-unasked',
    { what: 'sign a request', why: 'there is none here', instead: 'permahub approve FILE' },
    77,
    'permahub: Only a person at a terminal can sign a request, and there is none here.\n  permahub approve FILE\n',
  ],
])('%s says what happened and what to do next', (code, detail, status, text) => {
  const failure = new Failure(code, detail);
  expect([failure.status, failureText(failure)]).toEqual([status, text]);
});
