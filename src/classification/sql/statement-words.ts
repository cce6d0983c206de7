import type { TokenKind } from './tokens.ts';

/** What the words of a statement say about where it ends. */
export class StatementWords {
  #first: string[] = [];
  #last = '';
  #parentheses = 0;
  /** Depth of BEGIN ATOMIC … END, with CASE … END inside. */
  #body = 0;
  #fromStdin = false;

  see(kind: TokenKind, text: string, at: number, end: number): void {
    if (kind === 'open') this.#parentheses++;
    else if (kind === 'close') this.#parentheses--;
    if (kind !== 'word') {
      this.#last = '';
      return;
    }
    const word = end - at > 12 ? '' : text.slice(at, end).toLowerCase();
    if (this.#first.length < 4) this.#first.push(word);
    if (this.#body > 0) this.#body += word === 'case' ? 1 : word === 'end' ? -1 : 0;
    else if (word === 'atomic' && this.#last === 'begin' && this.#creates(/^(?:function|procedure)$/)) this.#body = 1;
    // COPY … FROM stdout is PostgreSQL's other way to write it.
    if (/^std(?:in|out)$/.test(word) && this.#last === 'from' && this.#parentheses === 0) this.#fromStdin = true;
    this.#last = word;
  }

  /** Whether a semicolon ends the statement: not inside BEGIN ATOMIC … END, nor in the brackets of CREATE RULE … DO (…; …). */
  get mayEnd(): boolean {
    return this.#body === 0 && !(this.#parentheses > 0 && this.#creates(/^rule$/));
  }

  get isCopyFromStdin(): boolean {
    return this.#first[0] === 'copy' && this.#fromStdin;
  }

  #creates(what: RegExp): boolean {
    const [create, ...rest] = this.#first;
    return create === 'create' && what.test((rest[0] === 'or' && rest[1] === 'replace' ? rest[2] : rest[0]) ?? '');
  }
}
