import type { WhatRuns } from '../target/sql/types.ts';
import { reason } from './findings.ts';
import type { Lint } from './sql/types.ts';
import type { Classification, Finding } from './types.ts';

/** The rule of commands of which nothing is known but that they run SQL. */
const unread = 'sql-not-read';

/** Whether reading the SQL could say more than the command's name does. */
export function saysMore(classification: Classification): boolean {
  return classification.kind !== 'harmless' && classification.findings.some(({ rule }) => rule === unread);
}

/**
 * What the invocation does once its SQL was read: the findings take the place of "it was not read". SQL that only reads is
 * harmless, SQL without findings changes, everything else destroys; what could not be read is a finding. Pure.
 */
export function meaningOf(base: Classification, what: WhatRuns, lint: Lint): Classification {
  const found: readonly Finding[] = [
    ...lint.findings.filter(({ effect }) => effect !== 'changes'),
    ...lint.unparsed.map(({ file, line, message }) => ({ rule: 'unreadable-sql', object: null, file, line, message })),
    ...what.faults.map((fault) => reason(unread, `${fault}, so it is treated as destructive.`)),
  ];
  const own = base.findings.filter(({ rule }) => rule !== unread);
  const findings = [...own, ...found];
  const notes = what.extent === 'all' && found.length > 0 ? [everyFile] : [];
  if (!saysMore(base)) return { ...base, findings, notes };
  if (findings.length > 0) return { ...base, findings, notes };
  const queries = what.sources.length > 0 && what.sources.every(({ kind }) => kind === 'query');
  if (queries && lint.onlyReads) return { effect: 'reads', kind: 'harmless', findings, safer: null };
  return { effect: 'changes', kind: 'schema-change', findings, safer: null };
}

const everyFile = 'Every migration and seed file was read: only the database knows which of them are still pending.';
