import { commandOutput } from './output.ts';
import type { WordNode, WordPart } from './parse.ts';
import type { Files, State } from './state.ts';
import { gap, type Word } from './word.ts';

/** A piece of a word: its text, whether it was quoted, and what unquoted expansion does to it. */
interface Piece {
  readonly text: string;
  readonly splits: boolean;
  readonly glob: boolean;
}

/** The words a shell would make of one that was typed: one, or several where an unquoted variable holds spaces. Pure but for `files`. */
export function expand(node: WordNode, state: State, files: Files): readonly Word[] {
  const pieces = node.parts ? node.parts.flatMap((part) => piecesOf(part, false, state, files)) : [plain(node.value)];
  if (/^~(?:\/|$)/.test(node.text) && files.home !== null && pieces[0]?.text.startsWith('~'))
    pieces[0] = { ...pieces[0], text: files.home + pieces[0].text.slice(1) };
  return split(pieces, node.text, state);
}

/** The same where a shell does not split: assignments, redirections, here-documents. */
export function expandOne(node: WordNode, state: State, files: Files): Word {
  const words = expand(node, state, files);
  return words.length === 1 && words[0]
    ? words[0]
    : { sketch: words.map(({ sketch }) => sketch).join(' '), many: false, glob: false, raw: node.text };
}

/** The text of a here-document. */
export function expandBody(text: string, parts: readonly WordPart[] | undefined, state: State, files: Files): string {
  return parts
    ? parts
        .flatMap((part) => piecesOf(part, true, state, files))
        .map((piece) => piece.text)
        .join('')
    : text;
}

const plain = (text: string): Piece => ({ text, splits: false, glob: false });

function piecesOf(part: WordPart, quoted: boolean, state: State, files: Files): readonly Piece[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [plain(part.value)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.flatMap((child) => piecesOf(child, true, state, files));
    case 'Glob':
    case 'ExtendedGlob':
      return [{ text: part.text, splits: false, glob: true }];
    case 'SimpleExpansion':
      // Even quoted, "$@" is as many words as there are.
      return [{ text: variable(part.text.slice(1), state), splits: !quoted || part.text === '$@', glob: false }];
    case 'ParameterExpansion': {
      const bare = part.prefix === undefined && part.index === undefined && part.operation === undefined;
      return [
        { text: bare ? variable(part.parameter, state) : gap, splits: !quoted || /\[@\]/.test(part.text), glob: false },
      ];
    }
    case 'CommandExpansion': {
      const output = part.script ? commandOutput(part.script, state, files) : null;
      return [{ text: output?.replace(/\n+$/, '') ?? gap, splits: !quoted, glob: false }];
    }
    case 'ProcessSubstitution':
      return [plain(gap)];
    default:
      return [{ text: gap, splits: !quoted, glob: false }];
  }
}

/** Only what was given a value on this very line is known. */
function variable(name: string, { variables }: State): string {
  return variables.get(name) ?? gap;
}

function split(pieces: readonly Piece[], raw: string, { variables }: State): readonly Word[] {
  const words: Word[] = [];
  let sketch = '';
  let many = false;
  let glob = false;
  let begun = pieces.length === 0 || pieces.some(({ splits }) => !splits);
  const end = () => {
    words.push({ sketch, many, glob, raw });
    sketch = '';
    many = false;
    glob = false;
  };
  for (const piece of pieces) {
    glob ||= piece.glob;
    if (!piece.splits) {
      sketch += piece.text;
      continue;
    }
    // With an IFS of its own nobody knows where words end.
    if (piece.text.includes(gap) || variables.has('IFS')) {
      sketch += gap;
      many = true;
      begun = true;
      continue;
    }
    const parts = piece.text.split(/[ \t\n]+/);
    parts.forEach((part, at) => {
      if (at > 0 && (sketch !== '' || begun)) {
        if (sketch !== '') end();
      }
      sketch += part;
      if (/[*?[]/.test(part)) glob = true;
    });
    if (piece.text.trim() !== '') begun = true;
  }
  if (sketch !== '' || (begun && words.length === 0)) end();
  return words;
}
