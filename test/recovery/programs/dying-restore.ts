import { readFileSync } from 'node:fs';
import { secret } from '../../../src/postgres/secret.ts';
import { nativeTools } from '../../../src/postgres/tools.ts';
import { restoreBackup } from '../../../src/recovery/restore.ts';
import type { RestoreInput } from '../../../src/recovery/types.ts';

// Restores what argv[2] describes and kills itself with SIGKILL while rows are being passed on.
const { backup, connection, password, bin } = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));
await restoreBackup({
  approval: {} as RestoreInput['approval'],
  backup,
  connection: { ...connection, password: secret(password) },
  tools: nativeTools({ folder: bin, major: 15, version: '15' }, process.env),
  compare: () => [],
  onProgress: ({ step, bytes }) => {
    if (step === 'refilling' && bytes > 20_000) process.kill(process.pid, 'SIGKILL');
  },
});
