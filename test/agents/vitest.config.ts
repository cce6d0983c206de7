import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Not in the tests' own folder, where it would go otherwise.
  cacheDir: join(import.meta.dirname, '../../node_modules/.vite'),
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['../support/build.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 240_000,
  },
});
