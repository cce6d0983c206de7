import { relative, resolve } from 'node:path';
import { flagValue } from './flag-values.ts';
import { decode, readSource } from './source.ts';
import type { WhatRuns } from './types.ts';
import type { AskedOf } from './what-runs.ts';

/**
 * `db query`: the file of -f, from the project's folder; else the operand; else standard input. With both, 3.x stops and
 * 2.x runs the file; without any and at a terminal both stop at once [ran both].
 */
export async function ofQuery(of: AskedOf): Promise<WhatRuns> {
  const { invocation, surroundings } = of;
  const operand = invocation.operands[0];
  const { value: typed, faults } = flagValue(invocation, 'file');
  const none: WhatRuns = { sources: [], extent: 'exact', faults, stdin: null };
  if (typed !== null) {
    if (operand !== undefined && invocation.era === 'v3')
      return { ...none, stops: 'SQL is given as an argument and with --file' };
    const path = resolve(surroundings.workdir, typed);
    const shown = relative(surroundings.workdir, path);
    const read = readSource(path, { file: shown.startsWith('..') ? path : shown, kind: 'query', version: null });
    return 'fault' in read ? { ...none, faults: [...faults, read.fault] } : { ...none, sources: [read.source] };
  }
  if (operand !== undefined)
    return { ...none, sources: [{ file: 'the command line', kind: 'query', version: null, text: operand }] };
  const stdin = await of.stdin();
  if (stdin === null)
    return { ...none, faults: ['standard input is a terminal: supabase db query reads no SQL from it'] };
  const text = decode(stdin);
  if (text === null) return { ...none, faults: ['standard input is not UTF-8'], stdin };
  if (text.trim() === '') return { ...none, stdin, stops: 'standard input holds no SQL' };
  return { ...none, sources: [{ file: 'standard input', kind: 'query', version: null, text }], stdin };
}
