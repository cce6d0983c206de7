/** Text that is HTML already; only `html` makes it. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | null | readonly (Html | null)[];

/** HTML with everything that is put into it escaped, except what is HTML already; null is nothing. Pure. */
export function html(fixed: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(
    fixed.map((text, index) => (index === 0 ? text : written(values[index - 1] ?? null) + text)).join(''),
  );
}

function written(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map((each) => each?.text ?? '').join('');
  return escaped(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** No mark-up, and nothing invisible that could turn the text around. */
function escaped(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ').replace(/[&<>"']/g, (letter) => entities[letter] as string);
}
