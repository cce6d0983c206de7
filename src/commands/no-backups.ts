import { printLines } from '../terminal/style.ts';

/** What is answered, on stdout, where there is no backup to show. */
export function sayNoBackups(directory: string): void {
  const text = `No backups in ${directory} yet: \`permahub backup\` makes one.`;
  printLines([{ text, tone: 'plain' }], process.stdout);
}
