import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Failure } from '../failures.ts';
import { readVolume } from '../postgres/volume-copy.ts';
import { type SalvagedFile, writeSalvage } from './salvage-file.ts';

/** The copy of a volume, and what makes it less than exact. */
export interface VolumeCopy {
  readonly file: SalvagedFile;
  /** Words of tar about files that changed while it read them; "" for none. */
  readonly changed: string;
}

/**
 * Copies a Docker volume into a .tar.gz as it is; nothing in it is changed. The archive is unpacked again to prove that
 * it holds what was read - not that a database starts from it. Failures: volume-unread, disk-full.
 */
export async function copyVolume(of: {
  readonly volume: string;
  readonly image: string;
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
}): Promise<VolumeCopy> {
  const { volume } = of;
  const reader = await readVolume(volume, of.image, of.env);
  let said = '';
  let changed = '';
  try {
    const file = await writeSalvage(of.path, async (to) => {
      const { tar } = reader;
      tar.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4096);
      });
      const ended = new Promise<number | string>((resolve) => {
        tar.once('error', (error) => resolve(error.message));
        tar.once('close', (status, signal) => resolve(status ?? signal ?? 'no status'));
      });
      const read = hashing();
      const source = tar.stdout as NodeJS.ReadableStream;
      await pipeline(source, read.through, createGzip({ level: 1 }), appendTo(to));
      const status = await ended;
      const lastWords = said.trim().split('\n').at(-1) ?? '';
      if (status === 1 && /file changed as we read it|File removed before we read it/.test(said)) changed = lastWords;
      else if (status !== 0)
        throw new Failure('volume-unread', { volume, problem: lastWords || `tar ended: ${status}` });
      if (read.bytes() < 10_240) throw new Failure('volume-unread', { volume, problem: 'tar gave an empty archive' });
      const back = hashing();
      await pipeline(createReadStream(`${of.path}.partial`), createGunzip(), back.through, nowhere);
      if (back.digest() !== read.digest())
        throw new Failure('volume-unread', { volume, problem: 'the archive on disk is not what was read' });
    });
    return { file, changed };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new Failure('disk-full', { words: `The copy of ${volume}`, problem: (error as Error).message });
  } finally {
    await reader.remove();
  }
}

function hashing() {
  const hash = createHash('sha256');
  let bytes = 0;
  let done: string | null = null;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      bytes += chunk.length;
      next(null, chunk);
    },
  });
  const digest = () => {
    done ??= hash.digest('hex');
    return done;
  };
  return { through, bytes: () => bytes, digest };
}

/** A pipeline's end that leaves the handle open. */
const appendTo = (to: FileHandle) => async (chunks: AsyncIterable<Buffer>) => {
  for await (const chunk of chunks) await to.appendFile(chunk);
};

const nowhere = async (chunks: AsyncIterable<Buffer>) => {
  for await (const _ of chunks);
};
