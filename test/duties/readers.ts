/** Strict readers for tests: what they do not know is an error, never skipped. */

/** A unit file of systemd: its sections with their keys. */
export function readUnit(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let section: Record<string, string> | null = null;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const heading = /^\[(\w+)\]$/.exec(line)?.[1];
    const [, key, value] = /^([A-Z]\w*)=(.*)$/.exec(line) ?? [];
    if (heading) {
      section = {};
      sections[heading] = section;
    } else if (section && key && value !== undefined && !(key in section) && !value.endsWith('\\'))
      section[key] = value;
    else throw new Error(`not a line of a unit: ${line}`);
  }
  return sections;
}

/** A value in which systemd replaces specifiers; only %% and those given are known. */
export function specifiers(value: string, known: Readonly<Record<string, string>> = {}): string {
  return value.replace(/%(.?)/g, (_, letter: string) => {
    const meant = letter === '%' ? '%' : known[letter];
    if (meant === undefined) throw new Error(`an unknown specifier %${letter}`);
    return meant;
  });
}

/** ExecStart as systemd reads it: double quotes, backslash escapes, specifiers, $$. */
export function readExec(value: string): string[] {
  const words = [...value.matchAll(/\s*(?:"((?:[^"\\]|\\["\\])*)"|([^\s"'\\]+))(?=\s|$)/g)];
  if (words.map(([whole]) => whole).join('') !== value) throw new Error(`not a command line: ${value}`);
  return words.map(([, inQuotes, plain]) => {
    const word = specifiers((inQuotes ?? plain ?? '').replace(/\\(.)/g, '$1'));
    if (/\$/.test(word.replaceAll('$$', ''))) throw new Error(`a variable of systemd in ${word}`);
    return word.replaceAll('$$', '$');
  });
}

/** The hours, minutes and weekday of five fields of cron, and the command as sh gets it. */
export function readCronLine(line: string): { fields: string[]; command: string } {
  const [, minute = '', hour = '', day, month, weekday = '', command = ''] =
    /^(\S+) (\S+) (\S+) (\S+) (\S+) (.*)$/.exec(line) ?? [];
  const fits = (field: string, most: number) =>
    field === '*' || field.split(',').every((each) => /^\d{1,2}$/.test(each) && Number(each) <= most);
  if (!fits(minute, 59) || !fits(hour, 23) || day !== '*' || month !== '*' || !fits(weekday, 7))
    throw new Error(`not a line of a crontab: ${line}`);
  if (/(?<!\\)%/.test(command)) throw new Error(`cron would take % for a line break: ${command}`);
  return { fields: [minute, hour, weekday], command: command.replaceAll('\\%', '%') };
}

type Plist = string | number | Plist[] | { [key: string]: Plist };

/** A property list as XML. */
export function readPlist(text: string): Plist {
  const body = text
    .replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<!DOCTYPE plist PUBLIC "[^"]+" "[^"]+">\n/, '')
    .replace(/<!--(?:(?!--)[\s\S])*-->/g, '');
  if (body.length === text.length) throw new Error('no declaration');
  const tokens = [...body.matchAll(/<(\/?)([a-z]+)(?: version="1\.0")?>|([^<>]+)/g)].filter(
    ([, , tag, words]) => tag || words?.trim(),
  );
  if (
    tokens
      .map(([whole]) => whole)
      .join('')
      .replace(/\s/g, '') !== body.replace(/\s/g, '')
  )
    throw new Error('not XML');
  let at = 0;
  const open = (tag?: string) => {
    const [, close, name] = tokens[at++] ?? [];
    if (close !== '' || (tag !== undefined && name !== tag)) throw new Error(`<${tag}> is missing before ${name}`);
    return name as string;
  };
  const close = (tag: string) => {
    if (tokens[at++]?.[0] !== `</${tag}>`) throw new Error(`</${tag}> is missing`);
  };
  const isClosing = () => tokens[at]?.[1] === '/';
  const words = () => {
    if (/&(?!amp;|lt;|gt;)/.test(tokens[at]?.[3] ?? '')) throw new Error('an unknown entity');
    return (tokens[at++]?.[3] ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  };
  const value = (): Plist => {
    const tag = open();
    const read = (): Plist => {
      if (tag === 'string') return words();
      if (tag === 'integer') return Number(words());
      if (tag === 'array') {
        const items: Plist[] = [];
        while (!isClosing()) items.push(value());
        return items;
      }
      if (tag !== 'dict') throw new Error(`<${tag}> is not known`);
      const fields: { [key: string]: Plist } = {};
      while (!isClosing()) {
        open('key');
        const key = words();
        close('key');
        fields[key] = value();
      }
      return fields;
    };
    const result = read();
    close(tag);
    return result;
  };
  open('plist');
  const result = value();
  close('plist');
  if (at !== tokens.length) throw new Error('something behind </plist>');
  return result;
}
