import type { Command } from 'commander';

/** Verbs by which people agree: marks, requests, signatures. */
export function register(_program: Command, _done: (status: number) => void): void {}
