import { rules } from './rules.ts';
import type { Rule } from './types.ts';

const byKind = new Map<string, Rule[]>();
for (const rule of rules) for (const kind of rule.nodes) byKind.set(kind, [...(byKind.get(kind) ?? []), rule]);

const none: readonly Rule[] = [];

/** The rules that look at a kind of node. */
export function rulesFor(kind: string): readonly Rule[] {
  return byKind.get(kind) ?? none;
}

const undone = new Set(rules.filter((rule) => !rule.outlivesRollback).map((rule) => rule.name));

/** Whether a rollback takes back what a finding by this name means; never for what is not a rule: it may do anything. */
export function rollbackUndoes(rule: string): boolean {
  return undone.has(rule);
}
