import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Failure } from '../../src/failures.ts';
import { lockMachine, withFileLock } from '../../src/postgres/machine-lock.ts';

// A process of its own that takes a lock and keeps it until it is killed, or counts under one.
const [what, name = '', counter = '', times = '0'] = process.argv.slice(2);
const forever = () => setInterval(() => undefined, 1000);

if (what === 'count') {
  for (let i = 0; i < Number(times); i++)
    await withFileLock(name, async () => {
      const count = Number(readFileSync(counter, 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 1));
      writeFileSync(counter, String(count + 1));
    });
} else if (what === 'file') {
  await withFileLock(name, async () => {
    process.stdout.write('held\n');
    await new Promise(forever);
  });
} else {
  try {
    lockMachine(name, { env: process.env, command: 'supabase test hold' });
    // Lives a moment longer than its parent: a lock it had inherited would still be held.
    if (what === 'machine-with-child') spawn('sleep', ['3'], { detached: true, stdio: 'ignore' });
    process.stdout.write('held\n');
  } catch (error) {
    process.stdout.write(`${(error as Failure).status}\n`);
  }
  forever();
}
