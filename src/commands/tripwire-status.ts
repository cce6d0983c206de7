import { printLines } from '../terminal/style.ts';
import { judge } from '../tripwire/judge.ts';
import { printJson } from './print-json.ts';
import { lookAtTripwire } from './tripwire-look.ts';
import { tripwireFacts, tripwireLines } from './tripwire-words.ts';

/** `permahub tripwire status [--json]`: what the catalogues say. Status 0 when it is armed and whole, else 1. Only reads. */
export async function tripwireStatus(options: {
  readonly target: string | null;
  readonly json: boolean;
}): Promise<number> {
  const { target, found } = await lookAtTripwire(options.target);
  const judged = judge(found);
  if (options.json)
    printJson({
      schema: 1,
      target: { label: target.label, key: target.key, environment: target.environment },
      identity: found.identity,
      ...tripwireFacts(judged),
    });
  else printLines(tripwireLines(target.label, judged), process.stdout);
  return judged.state === 'armed' ? 0 : 1;
}
