import type { Impact } from '../rehearsal/types.ts';

/** An impact as a request carries it: rows of tables that did not change are left out, they are nobody's to agree to. Pure. */
export function impactToSign(impact: Impact): Impact {
  if (impact.kind === 'not-rehearsed') return impact;
  const { diff } = impact;
  const changed = new Set(diff.tables.map(({ name }) => name));
  const rowsAfter = Object.fromEntries(Object.entries(diff.rowsAfter).filter(([name]) => changed.has(name)));
  return { ...impact, diff: { ...diff, rowsAfter } };
}
