import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Arguments for `node` that run this TypeScript file as a process of its own. */
export function runSource(source: URL): string[] {
  const folder = resolve(import.meta.dirname, '../../.cache/test-postgres');
  mkdirSync(folder, { recursive: true });
  const file = fileURLToPath(source);
  const outfile = join(folder, `${basename(file, '.ts')}-${process.pid}.mjs`);
  buildSync({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return [outfile];
}

/** Waits until it holds, at most 15 s. */
export async function waitFor(holds: () => boolean): Promise<void> {
  for (const since = Date.now(); !holds(); await new Promise((r) => setTimeout(r, 20)))
    if (Date.now() - since > 15_000) throw new Error(`still not so after 15 s: ${holds}`);
}
