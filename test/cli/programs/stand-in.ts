import { endAs } from '../../../src/cli/end.ts';
import { execReal } from '../../../src/cli/exec.ts';
import { runReal } from '../../../src/cli/run.ts';
import { Failure } from '../../../src/failures.ts';

/** Stands in for the shim's entry: `run` or `exec`, the program, its arguments. */
const [how, path = '', ...argv] = process.argv.slice(2);
try {
  if (how === 'exec') await execReal({ path }, argv, process.env);
  else endAs(await runReal({ path }, argv, { env: process.env }));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`${error.message}|${error.hint}`);
  process.exitCode = error.status;
}
