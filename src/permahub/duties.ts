import type { Command } from 'commander';

/** Verbs of checklists, schedules and what is due. */
export function register(_program: Command, _done: (status: number) => void): void {}
