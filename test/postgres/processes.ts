import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const here = import.meta.dirname;

/** Arguments for `node` that run a TypeScript file of this folder as a process of its own. */
export function runSource(name: string): string[] {
  const folder = resolve(here, '../../.cache/test-postgres');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name.replace(/\.ts$/, '')}-${process.pid}.mjs`);
  buildSync({
    entryPoints: [join(here, name)],
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
