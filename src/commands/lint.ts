import { lintSql } from '../classification/sql/lint.ts';
import { loadParser } from '../classification/sql/parser.ts';
import type { Lint } from '../classification/sql/types.ts';
import { printLines } from '../terminal/style.ts';
import { isDestructive, lintScreen } from './lint-screen.ts';
import { sqlSources } from './lint-sources.ts';
import { printJson } from './print-json.ts';

/** `permahub lint`: 0 when nothing in the SQL is destructive, 1 when something is or could not be parsed. Failures: a file that cannot be read (69). */
export async function lint(options: { readonly files: readonly string[]; readonly json: boolean }): Promise<number> {
  const sources = sqlSources(options.files);
  const found = lintSql(sources, await loadParser());
  if (options.json) printJson(contract(found));
  else printLines(lintScreen(found, sources.length), process.stdout);
  return isDestructive(found) ? 1 : 0;
}

/** The keys of the contract and no other. */
function contract({ findings, unparsed }: Lint) {
  return {
    schema: 1,
    findings: findings.map(({ rule, effect, object, file, line, message }) => ({
      rule,
      effect,
      object,
      file,
      line,
      message,
    })),
    unparsed: unparsed.map(({ file, line, message }) => ({ file, line, message })),
  };
}
