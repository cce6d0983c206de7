import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { longer } from './test/support/longer.ts';

/** What takes longest, so that both workers end together. Within a folder the larger files come first. */
const slowest = ['guard', 'verification', 'rehearsal', 'backup', 'package', 'docs', 'target'];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = slowest.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
      return at < 0 ? slowest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  resolve: { alias: { 'fast-check': join(import.meta.dirname, 'test/support/fast-check.ts') } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/stack/**', 'test/long/**', ...longer.map((name) => `test/${name}`), 'node_modules/**'],
    globalSetup: ['test/support/build.ts'],
    sequence: { sequencer: SlowestFirst },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 240_000,
  },
});
