import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeOf, type Said } from './failure.ts';
import type { RehearsalFailure } from './types.ts';

/** File, line and statement of a failure: the line is found by the statement's own text, because the CLI tells none. */
export async function whereOf(
  workdir: string,
  { file, statement }: Said,
): Promise<Pick<RehearsalFailure, 'file' | 'line' | 'statement'>> {
  if (file === null || statement === null) return { file, line: null, statement };
  const text = await readFile(join(workdir, file), 'utf8').catch(() => null); // Gone meanwhile: then there is no line to tell.
  const place = text === null ? null : placeOf(text, statement);
  return { file, line: place?.line ?? null, statement: place?.statement ?? statement };
}
