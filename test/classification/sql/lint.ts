import { lintSql } from '../../../src/classification/sql/lint.ts';
import { loadParser } from '../../../src/classification/sql/parser.ts';
import type { Lint } from '../../../src/classification/sql/types.ts';

const parser = await loadParser();

/** What a text means when it runs as one file. */
export function lint(text: string): Lint {
  return lintSql([{ file: 'x.sql', kind: 'file', version: null, text }], parser);
}
