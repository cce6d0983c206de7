import { basename } from 'node:path';
import { extract } from 'tar-stream';
import type { Restic } from './restic.ts';

/**
 * Gives every file of one folder of a snapshot, by its name in there, one after another: one start of restic, which prints
 * a folder as a tar. Failures: those of restic and of `take`.
 */
export async function readFolder(
  restic: Restic,
  of: { readonly snapshot: string; readonly folder: string },
  take: (file: string, content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const tar = extract();
  const taken = (async () => {
    for await (const entry of tar) {
      if (entry.header.type === 'file') await take(basename(entry.header.name), entry as AsyncIterable<Buffer>);
      else for await (const _ of entry); // What is not read is in the way of the next.
    }
  })();
  taken.catch(() => undefined); // Told below, when restic has ended.
  const drained = () => new Promise<void>((resolve) => tar.once('drain', resolve));
  const args = ['dump', '--archive', 'tar', '--', of.snapshot, `/${of.folder}`];
  try {
    await restic.stream(args, { what: `read ${of.folder}` }, async (chunk) => {
      if (!tar.write(chunk)) await Promise.race([drained(), taken]);
    });
    tar.end(undefined);
    await taken;
  } finally {
    tar.destroy();
  }
}
