import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lineOf, type Said } from './failure.ts';

/** File and line of a failure: the line is found by the statement's own text, because the CLI tells none. */
export async function whereOf(
  workdir: string,
  { file, statement }: Said,
): Promise<{ readonly file: string | null; readonly line: number | null }> {
  if (file === null || statement === null) return { file, line: null };
  const text = await readFile(join(workdir, file), 'utf8').catch(() => null); // Gone meanwhile: then there is no line to tell.
  return { file, line: text === null ? null : lineOf(text, statement) };
}
