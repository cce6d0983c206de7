import type { Metadata } from '../backup/types.ts';
import type { Form } from '../recovery/form.ts';
import type { Reference } from '../recovery/selection.ts';
import { counted } from '../terminal/words.ts';

const shownReferences = 6;

/** What a restore of this form does, and what else a person has to know before they agree: a sentence each. */
export function restoreFinding(of: {
  readonly metadata: Pick<Metadata, 'backup' | 'finishedAt' | 'facts'> & {
    readonly target: { readonly label: string };
  };
  readonly form: Form;
  /** It is a backup of another target. */
  readonly elsewhere: boolean;
  /** Foreign keys from tables that stay to tables that are replaced. */
  readonly references: readonly Reference[];
  /** Connections, where it is to be no transaction. */
  readonly jobs: number | null;
}): { readonly finding: string; readonly also: readonly string[] } {
  const { metadata, form, references } = of;
  const from = `${metadata.backup} of ${metadata.finishedAt}`;
  const foreign = of.elsewhere ? [`It is a backup of another target, ${metadata.target.label}.`] : [];
  const shown = references.slice(0, shownReferences).map(({ from: table, to, name }) => `${table} to ${to} (${name})`);
  const more = references.length > shown.length ? [`and ${references.length - shown.length} more`] : [];
  const referring =
    references.length === 0
      ? []
      : [
          `Tables that stay refer to them: ${[...shown, ...more].join(', ')}. Where one of their rows would refer to nothing, all of it is rolled back.`,
        ];
  return { finding: `${does(form, from, metadata)}`, also: [...foreign, ...referring, ...overWords(of.jobs)] };
}

/** What several connections mean, before they are confirmed; nothing for one transaction (null). */
export function overWords(jobs: number | null): readonly string[] {
  if (jobs === null) return [];
  return [
    `Over ${jobs} connections it is not one transaction: until it has ended others see a half-restored database, and a failure or a kill leaves it so.`,
    'What is there now is in the backup proven just before: `permahub undo` puts that back.',
  ];
}

function does(form: Form, from: string, { facts }: Pick<Metadata, 'facts'>): string {
  const rowsOf = (names: readonly string[]) =>
    facts.tables.filter(({ name }) => names.includes(name)).reduce((sum, { rows }) => sum + rows, 0);
  switch (form.kind) {
    case 'whole':
      return `Everything in the database is replaced by ${from}.`;
    case 'clean':
      return `Everything that ${from} holds is dropped and made again as it was there; what it does not hold stays.`;
    case 'schema':
      return `Everything in the database is replaced by the structure of ${from}, without its rows.`;
    case 'data':
      return `The rows of all tables of ${from} replace those that are there; the structure and other tables stay.`;
    case 'tables':
      return `The rows of ${form.tables.join(', ')} are replaced by the ${counted(rowsOf(form.tables), 'row')} of ${from}; everything else stays.`;
  }
}
