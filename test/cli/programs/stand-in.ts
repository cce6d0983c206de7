import { readFileSync, writeFileSync } from 'node:fs';
import { endAs } from '../../../src/cli/end.ts';
import { execReal } from '../../../src/cli/exec.ts';
import { runReal } from '../../../src/cli/run.ts';
import { Failure } from '../../../src/failures.ts';

/** Stands in for the shim's entry: `run`, `exec` or `keep` (a run that keeps stderr), the program, its arguments; $REPLAY holds the standard input. */
const [how, path = '', ...argv] = process.argv.slice(2);
try {
  if (how === 'exec') await execReal({ path }, argv, process.env);
  else {
    const stdin = process.env.REPLAY ? readFileSync(process.env.REPLAY) : null;
    const ended = await runReal({ path }, argv, { env: process.env, keepStderr: how === 'keep', stdin });
    if (process.env.KEPT) writeFileSync(process.env.KEPT, ended.said ?? '');
    endAs(ended);
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`${error.message}|${error.hint}`);
  process.exitCode = error.status;
}
