/** One line about the guard above the CLI's own help, for whoever reads it on a terminal. */
export const hint = 'permahub guards this: what destroys needs a proven backup and a person.';

/** Whether argv asks for the help of the whole CLI, which is where people look for what it is. Pure. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.length === 0 || (argv.length === 1 && ['--help', '-h', 'help'].includes(argv[0] ?? ''));
}
