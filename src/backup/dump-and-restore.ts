import { output, type Programs, type Running } from '../postgres/programs.ts';
import { into, pump, pumpAtOnce, type Sink } from '../postgres/pump.ts';
import type { Connection, Toolset } from '../postgres/types.ts';
import { CopyBlocks, type RowText } from './copy-blocks.ts';
import { type CopyCounts, copySettings } from './copy-counts.ts';
import { restoreWithErrors } from './lenient-restore.ts';
import type { PartWriter } from './part-file.ts';

/** gzip level of custom.dump: docs/performance.md says why. */
export const compression = 0;

/** An empty database to restore into; `strict` when every error is a failure. */
export interface Copy {
  readonly tools: Toolset;
  readonly connection: Connection;
  readonly strict: boolean;
}

interface Wanted {
  readonly programs: Programs;
  readonly source: Connection;
  readonly snapshot: string;
  readonly custom: PartWriter;
  readonly full: PartWriter;
  readonly schema: PartWriter;
  /** Settles when the copy may be written. */
  readonly copy: Promise<Copy>;
  readonly counts: CopyCounts;
  /** Called when pg_dump has ended well. */
  readonly onDumped: () => void;
  readonly onBytes: (bytes: number) => void;
}

interface Dumped {
  readonly rows: RowText;
  readonly schema: string;
  /** What could not be restored, in words; empty for a strict copy. */
  readonly errors: readonly string[];
}

/**
 * One dump, used as it streams: pg_dump -> custom.dump and pg_restore, which decodes all of it -> full.sql and psql, which
 * restores it into the copy. So the restore that proves full.sql proves custom.dump as well, and the source is read once.
 * Every status counts: a stream that was cut off looks complete to the reader behind it.
 */
export async function dumpAndRestore(wanted: Wanted): Promise<Dumped> {
  const { programs, source, custom, full } = wanted;
  const dump = programs.start(
    'pg_dump',
    ['-Fc', `-Z${compression}`, '--no-password', `--snapshot=${wanted.snapshot}`, '--lock-wait-timeout=60000'],
    source,
    'ignore',
  );
  const decode = programs.start('pg_restore', ['-f', '-'], source, 'pipe');
  // Reads the table of contents alone and ends: what follows is not sent to it.
  const outline = programs.start('pg_restore', ['--schema-only', '-f', '-'], source, 'pipe');
  const outlined = output(outline);
  const copy = wanted.copy;
  const reader = copy.then((to) => (to.strict ? startRestore(programs, to) : null));
  const lenient = copy.then((to) => (to.strict ? null : restoreWithErrors(programs, to)));
  // When the dump fails first, nobody comes to wait for these.
  for (const each of [reader, lenient]) each.catch(() => undefined);
  for (const each of [reader, lenient]) each.catch(() => undefined); // Whoever awaits them hears of it.
  const blocks = new CopyBlocks(wanted.counts.after);

  const dumped = (async () => {
    const fromCustom: Sink = async (chunk) => (await lenient)?.sink(chunk);
    // A restore from custom.dump itself waits for the copy; the other way round pg_restore's output does.
    await pump(dump.child, custom.write, into(decode.child), into(outline.child), fromCustom, () =>
      wanted.onBytes(custom.bytes()),
    );
    await dump.ended;
    wanted.onDumped();
    for (const { child } of [decode, outline]) child.stdin?.end();
    (await lenient)?.child.stdin?.end();
  })();
  const decoded = (async () => {
    let rows: Sink | null = null;
    // Reading begins at once: Node throws away what a program printed that ended unread.
    await pump(decode.child, full.write, async (chunk) => {
      rows ??= await startedWith(reader, copySettings);
      for (const piece of blocks.push(chunk)) await rows(piece);
    });
    await decode.ended;
    (await reader)?.child.stdin?.end();
  })();
  const restored = (async () => {
    const to = await reader;
    if (to) await Promise.all([pumpAtOnce(to.child, wanted.counts.sink), to.ended]);
    return (await (await lenient)?.errors) ?? [];
  })();
  const [, , errors, outlineText] = await Promise.all([dumped, decoded, restored, outlined]);
  const schema = withoutRefresh(outlineText);
  await wanted.schema.write(Buffer.from(schema));
  return { rows: blocks.finish(), schema, errors };
}

/** One transaction: on a server with wal_level minimal the rows need no WAL then. */
function startRestore(programs: Programs, { tools, connection }: Copy) {
  const args = ['-X', '-q', '-A', '-t', '-1', '-v', 'ON_ERROR_STOP=1', '-f', '-'];
  return programs.start('psql', args, connection, 'pipe', tools);
}

/** The input of the restoring psql, after these first words to it. */
async function startedWith(reader: Promise<Running | null>, words: string): Promise<Sink> {
  const running = await reader;
  if (!running) return () => undefined;
  const sink = into(running.child);
  await sink(Buffer.from(words));
  return sink;
}

/** pg_restore's outline of a whole dump would also fill the materialised views; pg_dump --schema-only does not. Pure. */
export function withoutRefresh(schema: string): string {
  return schema.replace(/--\n-- Name: .*; Type: MATERIALIZED VIEW DATA; .*\n--\n\nREFRESH [\s\S]*?;\n\n\n/g, '');
}
