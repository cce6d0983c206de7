import { sign } from '../../../src/approval/ssh-keygen.ts';
import { Failure } from '../../../src/failures.ts';
import { printFailure } from '../../../src/terminal/failure.ts';

// Signs at a terminal as the guard does: Ctrl-C is held, and ends what is being asked.
process.on('SIGINT', () => undefined);
try {
  const { env } = process;
  const signature = await sign({ text: 'text', namespace: 'x', keyFile: env.KEY as string, env, tty: true });
  console.log(`SIGNED ${signature}`);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  printFailure(error);
  process.exitCode = error.status;
}
