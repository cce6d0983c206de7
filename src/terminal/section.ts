import type { Line, Tone } from './style.ts';
import { indented } from './wrap.ts';

const labelWidth = 13;

/** A label at the left, its lines beside it, wrapped at 80 columns; nothing when there are none. */
export function section(label: string, body: readonly Line[]): Line[] {
  const lines = body.flatMap(({ text, tone }) =>
    text.startsWith('  ')
      ? [line(' '.repeat(labelWidth + 2) + text, tone)]
      : indented(text, labelWidth + 2).map((wrapped) => line(wrapped, tone)),
  );
  return lines.map(({ text, tone }, at) =>
    at === 0 ? line(`  ${label.padEnd(labelWidth)}${text.slice(labelWidth + 2)}`, tone) : line(text, tone),
  );
}

/** One line of a screen. */
export function line(text: string, tone: Tone = 'plain'): Line {
  return { text, tone };
}
