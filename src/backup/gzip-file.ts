import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { PartFile } from './types.ts';

/** Passes chunks on and throws at their end, in words, when they are not what was published. */
export async function* asPublished(
  from: AsyncIterable<Uint8Array>,
  { file, bytes, sha256 }: PartFile,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const chunk of from) {
    hash.update(chunk);
    count += chunk.length;
    yield chunk;
  }
  if (count !== bytes) throw new Error(`${file} has ${count} bytes instead of ${bytes}`);
  if (hash.digest('hex') !== sha256) throw new Error(`${file} has other content than the one that was published`);
}

/** Unpacks a file of the archive and hands on what comes out, checked whole; throws, in words, when it is not the original. */
export async function readBack(
  path: string,
  original: PartFile,
  to: (chunk: Uint8Array) => Promise<void> = async () => undefined,
): Promise<void> {
  const handle: FileHandle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const source = handle.createReadStream({ highWaterMark: 1024 ** 2 });
    await pipeline(
      source,
      createGunzip(),
      (from) => asPublished(from, original),
      async (from) => {
        for await (const chunk of from) await to(chunk);
      },
    );
  } finally {
    await handle.close().catch(() => undefined); // The stream closes it at its end.
  }
}
