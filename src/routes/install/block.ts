import { shellPath } from './quote.ts';

const begin = '# >>> permahub >>>\n';
const end = '# <<< permahub <<<\n';
const written =
  '# Written by `permahub install`, taken back by `permahub uninstall`: the guard in front of every `supabase`.';
const made = ' This file was made for it.';
const unended = ' The line before had no end.';

/**
 * The lines that put the folder first on PATH and the shim behind npm's launcher; nothing where the shim is not there, as on
 * a machine that only shares the dotfiles.
 */
export function blockLines(of: { readonly syntax: 'posix' | 'fish'; readonly folder: string; readonly home: string }) {
  const folder = shellPath(of.folder, of.home);
  const shim = shellPath(`${of.folder}/supabase`, of.home);
  if (of.syntax === 'posix')
    return `if [ -x ${shim} ]; then
  case $PATH in ${folder}:*) ;; *) PATH=${folder}:$PATH; export PATH ;; esac
  SUPABASE_CLI_BINARY_OVERRIDE=${shim}; export SUPABASE_CLI_BINARY_OVERRIDE
fi
`;
  return `if test -x ${shim}
    test "$PATH[1]" = ${folder}; or set -gx PATH ${folder} $PATH
    set -gx SUPABASE_CLI_BINARY_OVERRIDE ${shim}
end
`;
}

/**
 * A file with our block: in the place of an earlier one, else at its end, where it wins over what was put on PATH before.
 * null: no file. Null for a block that lost one of its marks. Pure, on bytes.
 */
export function withBlock(text: string | null, lines: string): string | null {
  const found = text === null ? null : findBlock(text);
  if (found === 'damaged') return null;
  if (text !== null && found !== null)
    return text.slice(0, found.from) + blockOf(lines, found.notes) + text.slice(found.to);
  if (text === null) return blockOf(lines, made);
  return text === '' || text.endsWith('\n') ? text + blockOf(lines, '') : `${text}\n${blockOf(lines, unended)}`;
}

/** The file as it was before `withBlock`; null: there was none. 'damaged' for a block that lost one of its marks. */
export function withoutBlock(text: string): { readonly text: string | null } | 'damaged' {
  const found = findBlock(text);
  if (found === 'damaged') return found;
  if (found === null) return { text };
  const before = text.slice(0, found.from);
  const after = text.slice(found.to);
  const kept = found.notes === unended && after === '' ? before.replace(/\n$/, '') : before;
  return { text: found.notes === made && kept + after === '' ? null : kept + after };
}

function blockOf(lines: string, notes: string): string {
  return `${begin}${written}${notes}\n${lines}${end}`;
}

function findBlock(text: string) {
  const starts = text.split(begin).length - 1;
  const ends = text.split(end).length - 1;
  if (starts === 0 && ends === 0) return null;
  const from = text.indexOf(begin);
  const close = text.indexOf(end);
  if (starts !== 1 || ends !== 1 || close < from) return 'damaged';
  const head = text.slice(from + begin.length);
  const notes = [made, unended].find((note) => head.startsWith(`${written}${note}\n`)) ?? '';
  return { from, to: close + end.length, notes };
}
