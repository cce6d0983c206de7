import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Tests drive the built bin: dist/ is made anew when a source is newer. Beside it a folder for what the tests of one run share
 * (PERMAHUB_TEST_RUN), removed at its end.
 */
export default function prepare(): () => void {
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../../.ci/build.mjs')], { stdio: 'inherit' });
  const shared = mkdtempSync(join(tmpdir(), 'permahub-test-run-'));
  chmodSync(shared, 0o755); // Clusters are made by another account.
  process.env.PERMAHUB_TEST_RUN = shared;
  return () => rmSync(shared, { recursive: true, force: true });
}
