import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { Connection, Toolset } from '../postgres/types.ts';
import { type Passed, passArchive } from './archive-text.ts';
import type { Pass } from './plan.ts';
import { ended, endsOf, errorLines } from './program-end.ts';
import { beginNamed, fateOf, printedTransaction, stillTheSame } from './transaction.ts';

/** One transaction: `before`, what pg_restore writes from the archive in each pass, `after`, COMMIT. */
export interface Script {
  readonly before: string;
  /** The open archive (custom.dump), read from its start. */
  readonly archive: FileHandle;
  /** Runs of pg_restore over it, one after another. */
  readonly passes: readonly Pass[];
  readonly after: string;
}

/** `committed` only when the server said so; otherwise it was rolled back, or it is `unknown` what the server did. */
export interface Replayed {
  readonly state: 'committed' | 'rolled back' | 'unknown';
  /** The last error lines of the programs, without row contents. */
  readonly problem: string;
}

/** Terse and without context: errors must not show rows. */
const quiet = '-X -q -A -t -w -v ON_ERROR_STOP=1 -v VERBOSITY=terse -v SHOW_CONTEXT=never'.split(' ');

/**
 * Runs the script through psql. COMMIT is sent only after pg_restore ended with status 0 and its whole output was
 * passed on: psql itself takes a cut stream for a finished one. A death of this process rolls back as well.
 */
export async function replay(
  script: Script,
  connection: Connection,
  tools: Toolset,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Replayed> {
  const psql = tools.start('psql', quiet, connection, { stdin: 'pipe' });
  const psqlEnd = ended(psql);
  const said = endsOf(psql.stdout);
  const complained = endsOf(psql.stderr);
  const into = psql.stdin as Writable;
  let broken = false;
  // EPIPE: psql stopped at an error; its status and words are read below.
  into.on('error', () => {
    broken = true;
  });
  const send = async (text: string | Buffer) => {
    if (!broken && !into.write(text)) await Promise.race([once(into, 'drain').catch(() => undefined), psqlEnd]);
  };

  await send(`${beginNamed}${script.before}`);
  let archive: Passed = { complete: true, problem: '' };
  for (const { before, args } of script.passes) {
    await send(before);
    if (args) archive = await passArchive(script.archive, args, connection, tools, psqlEnd, send, onBytes);
    if (!archive.complete) break;
  }
  const marker = `permahub-${randomBytes(12).toString('hex')}`;
  if (archive.complete) await send(`${stillTheSame}${script.after}COMMIT;\nSELECT '${marker}';\n`);
  into.end();
  const status = await psqlEnd;
  if (status === 0 && (await said()).includes(marker)) return { state: 'committed', problem: '' };
  // What stopped pg_restore comes first: psql then only complains about a cut row.
  const problem = archive.problem || errorLines(await complained()) || `psql ended with status ${status}`;
  // psql's word is not enough: the text itself may have ended the transaction, or the server committed unheard.
  const transaction = printedTransaction(await said());
  const fate = transaction === null ? null : await fateOf(transaction, connection);
  if (fate === 'aborted' || (fate === null && !archive.complete)) return { state: 'rolled back', problem };
  return { state: fate === 'committed' && archive.complete && status !== 3 ? 'committed' : 'unknown', problem };
}
