import { endOfCopyData } from './copy-data.ts';
import { endsStatement, type PsqlCommand, psqlCommandAt, takesData } from './psql.ts';
import { StatementWords } from './statement-words.ts';
import { tokenAt } from './tokens.ts';

/** A text in parts that PostgreSQL's parser can read. */
export interface Split {
  /** As long as the original: psql's commands and COPY data are spaces, so that every index stays right. */
  readonly text: string;
  /** Statements with something in them, in order, without their semicolons. */
  readonly pieces: readonly { readonly start: number; readonly end: number }[];
  readonly commands: readonly PsqlCommand[];
}

/** Splits a text into statements, psql's commands and COPY data. A bad statement spoils only itself. */
export function split(original: string): Split {
  // The server never sees a byte order mark; a NUL would end the text for the parser, but not for psql.
  const source = original.replace(/^\ufeff/, ' ').replaceAll('\0', ' ');
  const pieces: { start: number; end: number }[] = [];
  const commands: PsqlCommand[] = [];
  const blanks: Blank[] = [];
  let start = -1;
  let words = new StatementWords();
  let dataFollows = false;
  const end = (at: number) => {
    if (start !== -1) pieces.push({ start, end: at });
    start = -1;
    words = new StatementWords();
  };
  let at = 0;
  while (at < source.length) {
    const token = tokenAt(source, at);
    if (token.kind === 'space') {
      const line = dataFollows ? source.indexOf('\n', at) : -1;
      if (line !== -1 && line < token.end) {
        dataFollows = false;
        const stop = endOfCopyData(source, line + 1);
        if (stop !== -1) {
          blanks.push({ start: line + 1, end: stop, first: ' ' });
          at = stop;
          continue;
        }
      }
    } else if (token.kind === 'backslash') {
      if (/[;:]/.test(source[at + 1] ?? '')) blanks.push({ start: at, end: at + 1, first: ' ' });
      else {
        const command = psqlCommandAt(source, at);
        commands.push(command);
        const ends = endsStatement(command);
        blanks.push({ start: at, end: command.end, first: ends ? ';' : ' ' });
        if (ends) end(at);
        if (takesData(command)) dataFollows = true;
        at = command.end;
        continue;
      }
    } else if (token.kind === 'semicolon' && words.mayEnd) {
      if (words.isCopyFromStdin) dataFollows = true;
      end(at);
    } else if (token.kind !== 'comment') {
      if (start === -1) start = at;
      words.see(token.kind, source, at, token.end);
    }
    // Data begins at the end of the line; a quote across it is too strange to guess at.
    if (dataFollows && token.kind !== 'space' && source.slice(at, token.end).includes('\n')) dataFollows = false;
    at = token.end;
  }
  end(source.length);
  return { text: blanked(source, blanks), pieces, commands };
}

interface Blank {
  readonly start: number;
  readonly end: number;
  readonly first: string;
}

function blanked(text: string, blanks: readonly Blank[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, first } of blanks) {
    parts.push(text.slice(at, start), first, ' '.repeat(end - start - 1));
    at = end;
  }
  return blanks.length === 0 ? text : parts.join('') + text.slice(at);
}
