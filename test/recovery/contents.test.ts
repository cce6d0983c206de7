import { expect, test } from 'vitest';
import { parseContents } from '../../src/recovery/contents.ts';

const listing = `;
; Archive created at 2025-11-14 14:30:22 UTC
;     dbname: postgres
;
; Selected TOC Entries:
;
2; 3079 16397 EXTENSION - pgcrypto 
3750; 0 0 COMMENT - EXTENSION "uuid-ossp" 
9; 2615 16570 SCHEMA - Odd Schema postgres
240; 1259 16600 TABLE Odd Schema Tab"le 'x' \\ %s odd role
3700; 0 16600 TABLE DATA Odd Schema Tab"le 'x' \\ %s odd role
3600; 2606 16700 FK CONSTRAINT auth refresh_tokens refresh_tokens_user_id_fkey supabase_auth_admin
3800; 0 0 ACL public TABLE people postgres
3801; 826 16800 DEFAULT ACL public DEFAULT PRIVILEGES FOR TABLES postgres
3610; 6106 16900 PUBLICATION TABLE public supabase_realtime notes postgres
3720; 2613 70001 BLOB - 70001 postgres
3650; 0 16950 MATERIALIZED VIEW DATA app totals postgres
`;

test('the table of contents is read though names hold blanks', () => {
  const entries = parseContents(listing, ['auth', 'app'], ['postgres', 'odd role', 'supabase_auth_admin']);
  expect(entries.map(({ kind, schema, name, owner }) => [kind, schema, name, owner])).toEqual([
    ['EXTENSION', null, 'pgcrypto', ''],
    ['COMMENT', null, 'EXTENSION "uuid-ossp"', ''],
    ['SCHEMA', null, 'Odd Schema', 'postgres'],
    ['TABLE', 'Odd Schema', `Tab"le 'x' \\ %s`, 'odd role'],
    ['TABLE DATA', 'Odd Schema', `Tab"le 'x' \\ %s`, 'odd role'],
    ['FK CONSTRAINT', 'auth', 'refresh_tokens refresh_tokens_user_id_fkey', 'supabase_auth_admin'],
    ['ACL', 'public', 'TABLE people', 'postgres'],
    ['DEFAULT ACL', 'public', 'DEFAULT PRIVILEGES FOR TABLES', 'postgres'],
    ['PUBLICATION TABLE', 'public', 'supabase_realtime notes', 'postgres'],
    ['BLOB', null, '70001', 'postgres'],
    ['MATERIALIZED VIEW DATA', 'app', 'totals', 'postgres'],
  ]);
  expect(entries[0]?.line).toBe('2; 3079 16397 EXTENSION - pgcrypto ');
});

test('a line of another form is never guessed at', () => {
  expect(() => parseContents('7; 1259 1 TABLE nowhere t postgres\n', ['auth'], ['postgres'])).toThrow(
    'pg_restore -l printed a line of unknown form: 7; 1259 1 TABLE nowhere t postgres',
  );
});
