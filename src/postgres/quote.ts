/** A name as SQL takes it, whatever is in it. Pure. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
