import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Not in the tests' own folder, where it would go otherwise.
  cacheDir: join(import.meta.dirname, '../../node_modules/.vite'),
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['./engine.ts'],
    pool: 'forks',
    // One real local stack at a time: ports, and two cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
