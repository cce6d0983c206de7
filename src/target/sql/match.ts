/** A matcher for one part of a path in the CLI's pattern language (Go's path.Match); null when the pattern is malformed. Pure. */
export function matcher(pattern: string): RegExp | null {
  const characters = Array.from(pattern);
  let source = '';
  let at = 0;
  const literal = (): string | null => {
    let character = characters[at++];
    if (character === '\\') character = characters[at++];
    return character === undefined ? null : escaped(character);
  };
  while (at < characters.length) {
    const character = characters[at];
    if (character === '*' || character === '?') {
      source += character === '*' ? '[^/]*' : '[^/]';
      at++;
    } else if (character === '[') {
      at++;
      const negated = characters[at] === '^';
      if (negated) at++;
      let ranges = '';
      for (let count = 0; count === 0 || characters[at] !== ']'; count++) {
        if (characters[at] === undefined || characters[at] === ']' || characters[at] === '-') return null;
        const low = literal();
        if (low === null) return null;
        let high: string | null = low;
        if (characters[at] === '-') {
          at++;
          if (characters[at] === undefined || characters[at] === ']' || characters[at] === '-') return null;
          high = literal();
          if (high === null) return null;
        }
        // A range the wrong way round matches nothing there; here it would be a syntax error.
        if (plain(low) <= plain(high)) ranges += `${low}-${high}`;
      }
      at++;
      source += `[${negated ? '^' : ''}${ranges}]`;
    } else {
      const text = literal();
      if (text === null) return null;
      source += text;
    }
  }
  return new RegExp(`^${source}$`, 'su');
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}

function plain(text: string): number {
  return Number.parseInt(text.slice(3, -1), 16);
}
