import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from '../../src/postgres/machine-lock.ts';

const root = resolve(import.meta.dirname, '../../.cache/postgresql-17');
const bin = join(root, 'usr/lib/postgresql/17/bin');

/**
 * The folder of PostgreSQL 17's programs and pg_cron for tests (Supabase's default version), unpacked once into `.cache` from Debian
 * 13's packages. Throws with what to install when that cannot be done.
 */
export async function bin17(): Promise<string> {
  mkdirSync(resolve(root, '..'), { recursive: true });
  // Test files run side by side: one unpacks, the others wait for it.
  await withFileLock(`${root}.lock`, unpack, 300_000);
  return bin;
}

async function unpack(): Promise<void> {
  // The last thing that was added to it.
  if (existsSync(join(bin, '../lib/pg_cron.so'))) return;
  try {
    await promisify(execFile)(join(import.meta.dirname, 'postgresql-17'), [root]);
  } catch (error) {
    throw new Error((error as { stderr?: string }).stderr?.trim() || String(error));
  }
}
