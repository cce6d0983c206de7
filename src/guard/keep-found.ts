import { rememberCli } from '../cli/launch/remember.ts';
import type { Looked } from './look.ts';
import { whatDecides } from './what-decides.ts';

/** Keeps where the real CLI was found for the next harmless command. Costs time only where it cannot be kept. */
export async function keepFound(looked: Looked, began: number): Promise<void> {
  const found = await whatDecides(looked).catch(() => null);
  if (found) rememberCli(looked.cli, found, looked.place, began);
}
