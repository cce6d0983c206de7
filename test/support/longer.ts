/** Test files that `npm run test:long` runs and `npm test` does not: each has a shorter one of its kind there. */
export const longer: readonly string[] = [
  'commands/npx',
  'guard/checklist',
  'guard/forwarded',
  'guard/freeze',
  'guard/marked',
  'guard/recover',
  'guard/window',
  'guard/duties',
  'guard/retention',
  'guard/ended',
  'guard/emergency',
  'recovery/forms',
  'recovery/rows/rows',
  'target/git-requests',
].map((name) => `${name}.test.ts`);
