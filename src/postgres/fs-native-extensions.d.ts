/** The part of fs-native-extensions that we use; it ships no types. */
declare module 'fs-native-extensions' {
  /** Locks the whole file for this open file: false when another open file holds the lock. */
  export function tryLock(fd: number): boolean;
  /** Locks a range of the file; `shared` holders exclude only those who want it for themselves. macOS locks the whole file. */
  export function tryLock(fd: number, offset: number, length: number, options: { shared: boolean }): boolean;
}
