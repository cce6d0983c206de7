import * as fc from '../../node_modules/fast-check/lib/fast-check.js';

/**
 * What tests get for 'fast-check' (an alias in their vitest.config.ts): properties are tried on the same generated cases in every
 * run, so that a run fails only for what was changed. `FC_SEED=$RANDOM FC_RUNS=2000 npx vitest run test/routes/hook` gives others.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261126) });

export * from '../../node_modules/fast-check/lib/fast-check.js';
export { default } from '../../node_modules/fast-check/lib/fast-check.js';
