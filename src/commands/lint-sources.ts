import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import type { SqlSource } from '../target/sql/types.ts';

/** The SQL of files, of every *.sql below folders (sorted by path), and of standard input (-). Failure: sql-file-unreadable (69). */
export function sqlSources(files: readonly string[]): readonly SqlSource[] {
  return files.flatMap((file) =>
    file === '-' ? [source('standard input', 0)] : below(file).map((one) => source(one, one)),
  );
}

function below(file: string): readonly string[] {
  return reading(file, () => {
    if (!statSync(file).isDirectory()) return [file];
    return readdirSync(file, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.sql$/i.test(name))
      .map((name) => join(file, name))
      .filter((path) => statSync(path).isFile())
      .sort();
  });
}

function source(file: string, from: string | 0): SqlSource {
  return { file, kind: 'file', version: null, text: reading(file, () => readFileSync(from, 'utf8')) };
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = { ENOENT: 'there is no such file', EACCES: 'permission is denied' }[code ?? ''] ?? message;
    throw new Failure('sql-file-unreadable', { file, problem }, { cause: error });
  }
}
