import { expect, test } from 'vitest';
import { missingRoles } from '../../src/recovery/roles.ts';

const rolesSql = `--
-- PostgreSQL database cluster dump
--
\\restrict abc

SET client_encoding = 'UTF8';

CREATE ROLE anon;
ALTER ROLE anon WITH NOSUPERUSER NOINHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS;
CREATE ROLE "odd ""one""";
ALTER ROLE "odd ""one""" WITH NOSUPERUSER INHERIT NOCREATEROLE NOCREATEDB LOGIN NOREPLICATION NOBYPASSRLS;
COMMENT ON ROLE "odd ""one""" IS 'it''s;
-- not a comment';
CREATE ROLE postgres;
ALTER ROLE postgres WITH SUPERUSER;

--
-- User Config "odd 'one"
--

ALTER ROLE "odd ""one""" SET statement_timeout TO '8s';

GRANT anon TO postgres GRANTED BY postgres;
GRANT anon TO "odd ""one""" GRANTED BY postgres;

\\unrestrict abc
`;

test('only what concerns missing roles is made, in the order of the dump', () => {
  const missing = missingRoles(rolesSql, ['postgres', 'anon'], true);
  expect(missing.created).toEqual(['odd "one"']);
  expect(missing.statements).toEqual([
    'CREATE ROLE "odd ""one"""',
    'ALTER ROLE "odd ""one""" WITH NOSUPERUSER INHERIT NOCREATEROLE NOCREATEDB LOGIN NOREPLICATION NOBYPASSRLS',
    `COMMENT ON ROLE "odd ""one""" IS 'it''s;\n-- not a comment'`,
    `ALTER ROLE "odd ""one""" SET statement_timeout TO '8s'`,
    'GRANT anon TO "odd ""one""" GRANTED BY postgres',
  ]);
});

test('a role that is no superuser leaves out what only a superuser may say', () => {
  const { statements } = missingRoles(rolesSql, ['postgres', 'odd "one"'], false);
  expect(statements).toEqual([
    'CREATE ROLE anon',
    'ALTER ROLE anon WITH NOINHERIT NOCREATEROLE NOCREATEDB NOLOGIN',
    'GRANT anon TO postgres',
    'GRANT anon TO "odd ""one"""',
  ]);
});

test('nothing is made when every role is there', () => {
  expect(missingRoles(rolesSql, ['anon', 'postgres', 'odd "one"'], true)).toEqual({ created: [], statements: [] });
});
