import { endAs } from './cli/end.ts';
import { ended } from './commands/ended.ts';
import { thisPlace } from './commands/place.ts';
import { look } from './guard/look.ts';

/** Judges an invocation: what is harmless goes to the real CLI, what is not goes down the guarded line. Ends this process as that ended. */
export async function judge(argv: readonly string[]): Promise<void> {
  try {
    await judged(argv, Date.now());
  } catch (error) {
    endAs({ status: await ended(error), signal: null });
  }
}

async function judged(argv: readonly string[], began: number): Promise<void> {
  const looked = await look(argv, thisPlace());
  if (looked.decision.verdict === 'pass') {
    const [{ keepFound }, { pass }] = await Promise.all([import('./guard/keep-found.ts'), import('./guard/pass.ts')]);
    await keepFound(looked, began);
    return pass(looked, null);
  }
  const { needsReading, readMeaning } = await import('./guard/meaning.ts');
  const meaning = needsReading(looked) ? await readMeaning(looked, null) : null;
  if (meaning?.decision.verdict === 'pass') {
    const { pass } = await import('./guard/pass.ts');
    return pass(looked, meaning.what.stdin);
  }
  const [{ forwardTask }, { refuseAtOnce }] = await Promise.all([
    import('./guard/forward.ts'),
    import('./guard/refuse.ts'),
  ]);
  const task = forwardTask(looked, meaning);
  // Before the whole line is loaded, which asks the same again.
  await refuseAtOnce(task);
  const { guard } = await import('./guard.ts');
  endAs(await guard(task));
}
