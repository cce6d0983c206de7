import { describe, expect, test } from 'vitest';
import { differingFiles, portable } from '../../src/guard/portable.ts';

const of = { root: '/srv/shop', projectFolder: '/srv/shop/apps/web', leftOut: ['/usr/bin/supabase'] };

describe('files as two checkouts compare them', () => {
  test('stand below the root of the repository, without the CLI', () => {
    const files = new Map([
      ['supabase/seed.sql', 'b'],
      ['/srv/shop/.permahubrc.json', 'a'],
      ['/usr/bin/supabase', 'c'],
    ]);
    expect(portable(files, of)).toEqual({ '.permahubrc.json': 'a', 'apps/web/supabase/seed.sql': 'b' });
  });

  test('outside the repository are refused: nobody else has them', () => {
    expect(() => portable(new Map([['/home/x.sql', 'a']]), of)).toThrow(
      expect.objectContaining({ code: 'request-outside', detail: { file: '/home/x.sql' } }),
    );
  });

  test('that are missing, more, or others are named one by one', () => {
    expect(differingFiles({ a: '1', b: '2', c: '3' }, { a: '1', b: '9', d: '4' })).toEqual([
      'b is another one than in the request.',
      'c of the request is not here.',
      'd is not in the request.',
    ]);
  });
});
