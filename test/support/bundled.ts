import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

/** One TypeScript file and what it imports as a program that plain Node runs, inside node_modules so that native parts are found. */
export function bundled(entry: string): { readonly program: string; readonly remove: () => void } {
  const folder = join(
    root,
    'node_modules/.cache/permahub-test',
    `${process.pid}-${Math.random().toString(36).slice(2)}`,
  );
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'program.mjs');
  buildSync({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    external: ['fs-native-extensions', 'pg-native'],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  });
  return { program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
