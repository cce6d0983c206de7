import { ended } from './commands/ended.ts';
import { thisPlace } from './commands/place.ts';

/** The shim's entry: what is harmless goes to the real CLI, what is not goes down the guarded line. */
try {
  const { look } = await import('./guard/look.ts');
  const { pass } = await import('./guard/pass.ts');
  const looked = await look(process.argv.slice(2), thisPlace());
  if (looked.decision.verdict === 'pass') await pass(looked, null);
  else {
    const { needsReading, readMeaning } = await import('./guard/meaning.ts');
    const meaning = needsReading(looked) ? await readMeaning(looked, null) : null;
    if (meaning?.decision.verdict === 'pass') await pass(looked, meaning.what.stdin);
    else {
      const { endAs } = await import('./cli/end.ts');
      const { guard } = await import('./guard.ts');
      const { forwardTask } = await import('./guard/forward.ts');
      endAs(await guard(forwardTask(looked, meaning)));
    }
  }
} catch (error) {
  process.exitCode = await ended(error);
}
