/** Commands whose migrations and schema are looked at. */
export function migrates(command: string): boolean {
  return command === 'db push' || command === 'migration up';
}
