import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Locks a range of the file (all of it when left out) for this open file: false when another open file holds the lock.
 * `shared` holders exclude only those who want it for themselves. macOS locks the whole file.
 */
type TryLock = (fd: number, offset?: number, length?: number, options?: { readonly shared: boolean }) => boolean;

const require = createRequire(import.meta.url);
const library = 'fs-native-extensions';
let found: TryLock | null = null;

/** Loaded when the first lock is taken. */
export const tryLock: TryLock = (...lock) => {
  found ??= prebuilt() ?? (require('fs-native-extensions') as { readonly tryLock: TryLock }).tryLock;
  return found(...lock);
};

/**
 * The library's native part without the twenty files it looks for it with: they are 25 ms of every refusal. Null where it is not
 * where the library keeps it: the library itself finds it then, or says what is wrong.
 */
export function prebuilt(): TryLock | null {
  try {
    const folder = join(dirname(require.resolve(library)), 'prebuilds', `${process.platform}-${process.arch}`);
    const native = require(join(folder, `${library}.node`)) as {
      readonly tryLock: (fd: number, offset: number, length: number, alone: boolean) => void;
    };
    return (fd, offset = 0, length = 0, { shared } = { shared: false }) => {
      try {
        native.tryLock(fd, offset, length, !shared);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
        throw error;
      }
    };
  } catch {
    return null; // The library is asked instead, and tells its own trouble.
  }
}
