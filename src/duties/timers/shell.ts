import type { Plan, Run } from '../plan.ts';

/** A word as sh reads it, whatever is in it. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_\-./:=@,+]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * The line for sh where nothing else can name folder and password: silent when it went well, and everything that was said
 * when it did not. It ends with the guard's own status.
 */
export function shellLine({ folder, program }: Plan, { args, password }: Run): string {
  const file = `"$HOME"/.config/permahub/${password.file}`;
  const read = password.required ? `. ${file}` : `{ [ ! -e ${file} ] || . ${file}; }`;
  const command = [...program, ...args].map(quoted).join(' ');
  return [
    `cd ${quoted(folder)} && set -a && ${read} && set +a`,
    `{ said=$(${command} 2>&1) || { status=$?; printf '%s\\n' "$said"; exit $status; }; }`,
  ].join(' && ');
}
