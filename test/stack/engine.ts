import type { TestProject } from 'vitest/node';
import { startLocalStack } from '../support/localstack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** PATH, DOCKER_HOST and the like of the engine all stack tests share. */
    readonly engine: Record<string, string>;
  }
}

/** Starts the one Docker engine of the run and takes it down at its end, however the run ends. */
export default async function engine(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startLocalStack();
  project.provide('engine', stack.env);
  return stack.stop;
}
