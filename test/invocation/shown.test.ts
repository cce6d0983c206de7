import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrubbed, scrubText, shownCommand } from '../../src/invocation/shown.ts';

describe('the invocation as it is shown', () => {
  test.each([
    [['db', 'reset'], 'supabase db reset'],
    [
      ['db', 'reset', '--remote=postgresql://me:s3cret@db.example.com:5432/app'],
      'supabase db reset --remote=postgresql://me:***@db.example.com:5432/app',
    ],
    [
      ['db', 'push', '--db-url', 'POSTGRES://me:a%40b@h/app?sslmode=disable'],
      "supabase db push --db-url 'POSTGRES://me:***@h/app?sslmode=disable'",
    ],
    [
      ['db', 'push', '--db-url', 'postgresql://h/app?user=me&password=s3cret'],
      "supabase db push --db-url 'postgresql://h/app?user=me&password=***'",
    ],
    [['link', '--password', 's3cret'], "supabase link --password '***'".replaceAll("'", '')],
    [['link', '-p=s3cret'], 'supabase link -p=***'],
    [['secrets', 'set', 'KEY=s3cret', '--env-file', 'x'], 'supabase secrets set KEY=*** --env-file x'],
    [['db', 'query', "delete from t where a = 'b'"], "supabase db query 'delete from t where a = '\\''b'\\'''"],
    [['login', '--token', 'sbp_x'], 'supabase login --token ***'],
  ])('%j', (argv, words) => {
    expect(shownCommand(argv)).toBe(words);
  });

  test('no password of a URL survives, whatever stands around it', () => {
    const password = fc.stringMatching(/^[A-Za-z0-9%._~-]{6,20}$/).map((s) => `PW${s}`);
    fc.assert(
      fc.property(password, fc.string(), (secret, around) => {
        const url = `postgresql://user:${secret}@host:5432/db`;
        return (
          !scrubText(`${around} ${url}`).includes(secret) &&
          !scrubbed(['db', 'reset', `--remote=${url}`])
            .join(' ')
            .includes(secret)
        );
      }),
    );
  });

  test('words without secrets stay as they were typed', () => {
    expect(scrubbed(['migration', 'up', '--include-all', '--workdir', '/a b'])).toEqual([
      'migration',
      'up',
      '--include-all',
      '--workdir',
      '/a b',
    ]);
  });
});
