import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockLines, withBlock, withoutBlock } from '../../../src/routes/install/block.ts';

const lines = blockLines({ syntax: 'posix', folder: '/home/ann/.local/share/permahub/bin', home: '/home/ann' });
const again = blockLines({ syntax: 'posix', folder: "/opt/o'brien $x/bin", home: '/home/ann' });

test('the lines of sh, bash and zsh', () => {
  expect(lines).toBe(`if [ -x "$HOME/.local/share/permahub/bin/supabase" ]; then
  case $PATH in "$HOME/.local/share/permahub/bin":*) ;; *) PATH="$HOME/.local/share/permahub/bin":$PATH; export PATH ;; esac
  SUPABASE_CLI_BINARY_OVERRIDE="$HOME/.local/share/permahub/bin/supabase"; export SUPABASE_CLI_BINARY_OVERRIDE
fi
`);
});

test('the lines of fish', () => {
  expect(blockLines({ syntax: 'fish', folder: '/data/bin', home: '/home/ann' })).toBe(`if test -x '/data/bin/supabase'
    test "$PATH[1]" = '/data/bin'; or set -gx PATH '/data/bin' $PATH
    set -gx SUPABASE_CLI_BINARY_OVERRIDE '/data/bin/supabase'
end
`);
});

const texts = fc.oneof(
  fc.constant(null),
  fc.string(),
  fc
    .array(fc.constantFrom('export A=1', '', 'x\r', '\tif true', '\xff\xfe', '# >>> other >>>'))
    .map((all) => all.join('\n')),
);

describe('a block in a file of somebody else', () => {
  test('goes in, stays as it is, is brought up to date, and leaves the file byte for byte as it was', () => {
    fc.assert(
      fc.property(texts, (before) => {
        const once = withBlock(before, lines) as string;
        expect(once).toContain(`\`supabase\`.`);
        expect(once.startsWith(before ?? '')).toBe(true);
        expect(withBlock(once, lines)).toBe(once);
        const newer = withBlock(once, again) as string;
        expect(newer).not.toContain(lines);
        expect(withBlock(newer, lines)).toBe(once);
        expect(withoutBlock(once)).toEqual({ text: before });
        expect(withoutBlock(newer)).toEqual({ text: before });
      }),
    );
  });

  test('what was written around it later stays', () => {
    fc.assert(
      fc.property(texts, fc.string(), (before, more) => {
        const once = withBlock(before, lines) as string;
        const added = `${more}\n`;
        const { text } = withoutBlock(once + added) as { text: string };
        expect(text.endsWith(added)).toBe(true);
        expect(text.startsWith(before ?? '')).toBe(true);
        expect(text.length - (before ?? '').length - added.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a block that lost a mark, or is there twice, is not touched', () => {
    const once = withBlock('a\n', lines) as string;
    for (const damaged of [
      once.replace('# <<< permahub <<<\n', ''),
      once.replace('# >>> permahub >>>\n', ''),
      once + once,
    ]) {
      expect(withBlock(damaged, lines)).toBe(null);
      expect(withoutBlock(damaged)).toBe('damaged');
    }
  });
});
