import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Tests drive the built bin: dist/ is made anew when a source is newer. */
export default function build(): void {
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../../.ci/build.mjs')], { stdio: 'inherit' });
}
