import { quoted } from './quote.ts';
import { absent, bytesOf, type Node } from './types.ts';

/** Where the guard's program is: by its path, or as seen from the folder the starter lies in. */
export type Guard = { readonly path: string } | { readonly beside: string };

/** What only a starter of ours begins with; `permahub-shim` is what src/cli/examine.ts knows the guard by. */
const head = '#!/bin/sh\n# permahub-shim: written by `permahub install`, taken back by `permahub uninstall`.\n';

/**
 * A program that starts the guard, and nothing when the guard is gone: a link to nowhere would be passed over on PATH, and
 * the next `supabase` run. `before` is what it stands in the place of, kept in it to be put back.
 */
export function starter(guard: Guard, before: Node, again: string): Node {
  const path = 'path' in guard ? quoted(guard.path) : `\${0%/*}/${guard.beside}`;
  const text = `${head}${memoryOf(before)}guard=${path}
[ -x "$guard" ] && exec "$guard" "$@"
echo "permahub: the guard is not at $guard any more, so this command cannot be judged. Nothing was run." >&2
echo '  Install it again: ${again}' >&2
exit 69
`;
  return { kind: 'file', text: bytesOf(text), mode: 0o755 };
}

/** Whether a file is a starter of ours. */
export function isStarter(node: Node): node is Extract<Node, { kind: 'file' }> {
  return node.kind === 'file' && node.text.startsWith(head);
}

/** What stood there before a starter: as it says itself. */
export function beforeStarter({ text }: { readonly text: string }): Node {
  const [, link, mode, base64 = ''] = /^# before: (?:link (\S+)|file ([0-7]+) (\S*))$/m.exec(text) ?? [];
  if (link !== undefined) return { kind: 'link', to: decodeURIComponent(link) };
  if (mode === undefined) return absent;
  return { kind: 'file', text: Buffer.from(base64, 'base64').toString('latin1'), mode: Number.parseInt(mode, 8) };
}

function memoryOf(before: Node): string {
  if (before.kind === 'absent') return '';
  if (before.kind === 'link') return `# before: link ${encodeURI(before.to)}\n`;
  return `# before: file ${before.mode.toString(8)} ${Buffer.from(before.text, 'latin1').toString('base64')}\n`;
}
