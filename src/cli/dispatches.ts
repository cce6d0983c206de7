import { closeSync, openSync, readSync, realpathSync } from 'node:fs';

/**
 * Whether what a program runs may depend on more than its own file: a script (asdf's shims), or a link to a program of
 * another name (mise, volta). Throws when the file cannot be read.
 */
export function dispatches(program: string): boolean {
  return realpathSync(program) !== program || isScript(program);
}

function isScript(program: string): boolean {
  const fd = openSync(program, 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(fd, start, 0, 2, 0);
    return start.toString('latin1') === '#!';
  } finally {
    closeSync(fd);
  }
}
