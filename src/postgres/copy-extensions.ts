import type { Failure } from '../failures.ts';
import { connect } from './connection.ts';
import { makeCopyDatabase } from './copy-database.ts';
import { quoteName } from './quote.ts';
import type { Scratch } from './types.ts';

/** An extension of the source the scratch server cannot have, and why. */
export interface MissingExtension {
  readonly name: string;
  readonly why: string;
}

/** Tries each extension in a database made for that: an available one may still refuse (preloading, its own database). */
export async function missingExtensions(scratch: Scratch, names: readonly string[]): Promise<MissingExtension[]> {
  if (names.length === 0) return [];
  const probe = await makeCopyDatabase(scratch, 'probe');
  if (!probe) return []; // The person's own server has what the source has.
  const session = await connect(probe);
  const missing: MissingExtension[] = [];
  try {
    // Ours is empty, and an extension without a schema of its own goes where the path leads.
    await session.query('set search_path to public');
    for (const name of names) {
      await session.query(`create extension if not exists ${quoteName(name)} cascade`).catch((error) => {
        missing.push({ name, why: String((error as Failure).detail?.problem ?? error) });
      });
    }
  } finally {
    await session.close();
  }
  return missing;
}
