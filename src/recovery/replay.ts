import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Connection, Toolset } from '../postgres/types.ts';
import type { Archive } from './archive.ts';
import { type Passed, passArchive } from './archive-text.ts';
import type { Pass } from './plan.ts';
import { ended, endsOf, errorLines } from './program-end.ts';
import { beginNamed, fateOf, printedTransaction, stillTheSame } from './transaction.ts';

/** One transaction: `before`, what `fill` sends, `after`, COMMIT. */
export interface Script {
  readonly before: string;
  readonly fill: (into: Psql) => Promise<Passed>;
  readonly after: string;
}

/** A psql at work that reads what it is sent. */
export interface Psql {
  readonly send: (text: string | Buffer) => Promise<void>;
  /** Settles when it stopped reading. */
  readonly ended: Promise<unknown>;
}

/** The fill of a restore: what pg_restore writes from the open archive in each pass, read from its start. */
export function passes(
  archive: Archive,
  list: readonly Pass[],
  connection: Connection,
  tools: Toolset,
  onBytes: (bytes: number) => void,
): Script['fill'] {
  return async ({ send, ended }) => {
    let passed: Passed = { complete: true, problem: '' };
    for (const { before, args } of list) {
      await send(before);
      if (args) passed = await passArchive(archive, args, connection, tools, ended, send, onBytes);
      if (!passed.complete) break;
    }
    return passed;
  };
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
 * Runs the script through psql. COMMIT is sent only after what fills it ended with status 0 and its whole output was
 * passed on: psql itself takes a cut stream for a finished one. A death of this process rolls back as well.
 */
export async function replay(script: Script, connection: Connection, tools: Toolset): Promise<Replayed> {
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
  const filled = await script.fill({ send, ended: psqlEnd });
  const marker = `permahub-${randomBytes(12).toString('hex')}`;
  if (filled.complete) await send(`${stillTheSame}${script.after}COMMIT;\nSELECT '${marker}';\n`);
  into.end();
  const status = await psqlEnd;
  if (status === 0 && (await said()).includes(marker)) return { state: 'committed', problem: '' };
  // What stopped pg_restore comes first: psql then only complains about a cut row.
  const problem = filled.problem || errorLines(await complained()) || `psql ended with status ${status}`;
  // psql's word is not enough: the text itself may have ended the transaction, or the server committed unheard.
  const transaction = printedTransaction(await said());
  const fate = transaction === null ? null : await fateOf(transaction, connection);
  if (fate === 'aborted' || (fate === null && !filled.complete)) return { state: 'rolled back', problem };
  return { state: fate === 'committed' && filled.complete && status !== 3 ? 'committed' : 'unknown', problem };
}
