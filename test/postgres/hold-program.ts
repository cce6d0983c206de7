import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from '../../src/postgres/watchdog.ts';

// A process of its own that holds programs until it is killed; between them one that ends by itself.
const start = (...command: string[]) => {
  const child = spawn(command[0] as string, command.slice(1), { detached: true, stdio: 'ignore' });
  watch(child);
  return child;
};
const first = start('sleep', '600');
const brief = start('true');
const last = start('sh', '-c', 'sleep 600; true');
await once(brief, 'exit');
process.stdout.write(JSON.stringify([first.pid, last.pid]));
