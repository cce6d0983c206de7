import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { lean } from './test/support/lean.ts';
import { longer } from './test/support/longer.ts';
import { pureTests } from './test/support/pure.ts';

/** What takes longest, so that both workers end together; pure tests fill what is left. Within a folder the larger files come first. */
const slowest = ['guard', 'verification', 'rehearsal', 'backup', 'package', 'docs', 'target'];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      if (project.name === 'pure') return slowest.length + 1;
      const at = slowest.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
      return at < 0 ? slowest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const elsewhere = ['test/stack/**', 'test/long/**', 'test/agents/**', 'node_modules/**'];
const exclude = [...elsewhere, ...longer.map((name) => `test/${name}`)];
const pure = pureTests().map((name) => `test/${name}`);
const project = {
  resolve: { alias: { 'fast-check': join(import.meta.dirname, 'test/support/fast-check.ts') } },
};
const test = { pool: 'forks', maxWorkers: 2, testTimeout: 180_000, hookTimeout: 240_000 } as const;

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        ...project,
        test: {
          ...test,
          name: 'real',
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, ...pure],
          env: lean,
          globalSetup: ['test/support/build.ts'],
        },
      },
      // These share their process, and what it has imported.
      { ...project, test: { ...test, name: 'pure', include: pure, exclude, isolate: false } },
    ],
  },
});
