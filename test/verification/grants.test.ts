import { expect, test } from 'vitest';
import { compareSchemas } from '../../src/verification/compare.ts';

const grants = (type: string, ...lines: string[]) =>
  ['--', `-- Name: TABLE users; Type: ${type}; Schema: public; Owner: postgres`, '--', '', ...lines, ''].join('\n');
const [toPostgres, toAnon] = [
  'GRANT ALL ON TABLE public.users TO postgres;',
  'GRANT ALL ON TABLE public.users TO anon;',
];

test.each(['ACL', 'DEFAULT ACL'])('the order of grants to roles does not count (%s)', (type) => {
  expect(compareSchemas(grants(type, toPostgres, toAnon), grants(type, toAnon, toPostgres))).toEqual([]);
});

test('a grant that is missing counts, and so does who granted it', () => {
  expect(compareSchemas(grants('ACL', toPostgres, toAnon), grants('ACL', toPostgres))).toEqual([
    'schema: not like this in the copy: acl public.TABLE users',
    'schema: in the copy only: acl public.TABLE users',
  ]);
  const [as, reset] = ['SET SESSION AUTHORIZATION owner;', 'RESET SESSION AUTHORIZATION;'];
  expect(
    compareSchemas(grants('ACL', toPostgres, as, toAnon, reset), grants('ACL', as, toPostgres, reset, toAnon)),
  ).toHaveLength(2);
});
