// Bundles the entries into dist/, in parts that are loaded only when needed; tools that run outside vitest go to dist/tools/.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
  // Its CommonJS form asks for its parts by names no bundler sees.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  // A native part, an optional one, and a compiler that only cosmiconfig's unused TypeScript loader asks for.
  external: ['fs-native-extensions', 'libpg-query', 'pg-native', 'typescript'],
};
const fresh = `dist.${process.pid}`;
const { metafile } = await build({
  ...shared,
  entryPoints: ['src/judge.ts', 'src/permahub.ts'],
  outdir: fresh,
  splitting: true,
  chunkNames: 'part-[name]-[hash]',
});
// What every command goes through is one small file: each file more costs a millisecond.
await build({
  ...shared,
  entryPoints: ['src/supabase.ts'],
  outfile: `${fresh}/supabase.js`,
  plugins: [
    {
      name: 'judge-stays-outside',
      setup: ({ onResolve }) => onResolve({ filter: /\/judge\.ts$/ }, () => ({ path: './judge.js', external: true })),
    },
  ],
});
writeFileSync(`${fresh}/THIRD-PARTY-LICENSES.txt`, licencesOf(metafile));
// What bin/supabase reads: shell words, and the list of harmless commands made from the catalogue.
const list = `${fresh}/tools/launch-list.js`;
await build({ ...shared, entryPoints: ['src/cli/launch/script.ts'], outfile: list });
const { launchList } = await import(resolve(list));
writeFileSync(`${fresh}/launch.sh`, readFileSync('src/cli/launch/launch.sh', 'utf8') + launchList());
const tools = {
  demo: 'test/demo/demo.ts',
  bench: 'bench/backup.ts',
  'bench-hook': 'bench/hook.ts',
  'bench-lint': 'bench/lint.ts',
  'bench-parallel': 'bench/parallel.ts',
  'bench-rehearsal': 'bench/rehearsal.ts',
  'bench-restore': 'bench/restore.ts',
  'bench-tripwire': 'bench/tripwire.ts',
  'bench-start': 'bench/start.ts',
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
