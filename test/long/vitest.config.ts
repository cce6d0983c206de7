import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { lean } from '../support/lean.ts';
import { longer } from '../support/longer.ts';

export default defineConfig({
  resolve: { alias: { 'fast-check': join(import.meta.dirname, '../support/fast-check.ts') } },
  // Not in the tests' own folder, where it would go otherwise.
  cacheDir: join(import.meta.dirname, '../../node_modules/.vite'),
  test: {
    root: join(import.meta.dirname, '..'),
    // Those below `long`, and with the other CLI those that run only one of them.
    include: [
      'long/**/*.test.ts',
      ...longer,
      ...[
        'cli/table',
        'cli/launch/allowed',
        'guard/explain',
        'rehearsal/rehearse',
        'target/real-cli',
        'target/sql/real-cli',
      ].map((name) => `${name}.test.ts`),
    ],
    env: { ...lean, PERMAHUB_TEST_LONG: '1' },
    globalSetup: ['./support/build.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 240_000,
  },
});
