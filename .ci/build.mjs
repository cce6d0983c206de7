// Bundles the entries into dist/, in parts that are loaded only when needed; tools that run outside vitest go to dist/tools/.
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';

const newest = (path) =>
  statSync(path).isDirectory()
    ? Math.max(statSync(path).mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;
const sources = [
  'src',
  'bench',
  'test/demo',
  'test/support',
  '.ci/build.mjs',
  '.ci/licences.mjs',
  'package-lock.json',
].filter(existsSync);
const built = existsSync('dist/supabase.js') ? statSync('dist/supabase.js').mtimeMs : 0;
if (built > Math.max(...sources.map(newest))) process.exit(0);

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  metafile: true,
  // The whole licence texts go along in a file of their own.
  legalComments: 'none',
  // CommonJS packages inside an ES module bundle still call require().
  banner: {
    js: "import { createRequire as permahubRequire } from 'node:module'; const require = permahubRequire(import.meta.url);",
  },
  // Its CommonJS form cannot be bundled.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  // A native part, an optional one, and a compiler that only cosmiconfig's unused TypeScript loader asks for.
  external: ['fs-native-extensions', 'libpg-query', 'pg-native', 'typescript'],
};
const fresh = `dist.${process.pid}`;
const { metafile } = await build({
  ...shared,
  entryPoints: ['src/supabase.ts', 'src/permahub.ts'],
  outdir: fresh,
  splitting: true,
  chunkNames: 'part-[name]-[hash]',
});
writeFileSync(`${fresh}/THIRD-PARTY-LICENSES.txt`, licencesOf(metafile));
const tools = {
  demo: 'test/demo/demo.ts',
  bench: 'bench/backup.ts',
  'bench-hook': 'bench/hook.ts',
  'bench-lint': 'bench/lint.ts',
  'bench-rehearsal': 'bench/rehearsal.ts',
  'bench-restore': 'bench/restore.ts',
};
for (const [name, entry] of Object.entries(tools))
  if (existsSync(entry)) await build({ ...shared, entryPoints: [entry], outfile: `${fresh}/tools/${name}.js` });
// A swap, so that whoever runs dist/ meanwhile never sees half of it.
const old = `dist.old.${process.pid}`;
for (let tries = 0; ; tries++) {
  try {
    if (existsSync('dist')) renameSync('dist', old);
    renameSync(fresh, 'dist');
    break;
  } catch (error) {
    // Another build, at the same moment, put its own there first.
    if (tries > 20 || !['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}
