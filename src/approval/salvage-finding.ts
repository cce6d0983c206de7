import { oneLine } from '../terminal/clean.ts';

const words = 'NO VERIFIED BACKUP of what would be overwritten: ';

/** What whoever signs has to know where the present state could only be salvaged. Pure. */
export function salvageFinding(reason: string): string {
  return `${words}${oneLine(reason)}`;
}

/** Whether this finding of a request is that one. Pure. */
export function isSalvageFinding(finding: string): boolean {
  return finding.startsWith(words);
}
