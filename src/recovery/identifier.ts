/** An SQL identifier as the catalogue holds it, without its quotes. */
export function bare(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
