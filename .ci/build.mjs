// Bundles the entries into dist/, in parts that are loaded only when needed; tools that run outside vitest go to dist/tools/.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const newest = (path) =>
  statSync(path).isDirectory()
    ? Math.max(statSync(path).mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;
const sources = ['src', 'bench', 'test/demo', 'test/support', '.ci/build.mjs', 'package-lock.json'].filter(existsSync);
const built = existsSync('dist/supabase.js') ? statSync('dist/supabase.js').mtimeMs : 0;
if (built > Math.max(...sources.map(newest))) process.exit(0);

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  legalComments: 'none',
  // CommonJS packages inside an ES module bundle still call require().
  banner: {
    js: "import { createRequire as permahubRequire } from 'node:module'; const require = permahubRequire(import.meta.url);",
  },
  external: ['fs-native-extensions', 'pg-native'],
};
const fresh = `dist.${process.pid}`;
await build({ ...shared, entryPoints: ['src/supabase.ts', 'src/permahub.ts'], outdir: fresh, splitting: true, chunkNames: 'part-[name]-[hash]' });
const tools = { demo: 'test/demo/demo.ts', bench: 'bench/backup.ts' };
for (const [name, entry] of Object.entries(tools))
  if (existsSync(entry)) await build({ ...shared, entryPoints: [entry], outfile: `${fresh}/tools/${name}.js` });
// A swap, so that whoever runs dist/ meanwhile never sees half of it.
const old = `dist.old.${process.pid}`;
if (existsSync('dist')) renameSync('dist', old);
renameSync(fresh, 'dist');
rmSync(old, { recursive: true, force: true });
