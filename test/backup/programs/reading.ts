import { findBackup } from '../../../src/backup/list.ts';
import { openBackup } from '../../../src/backup/open.ts';

// Reads the backup argv[3] of the folder argv[2] until it is killed.
await openBackup(await findBackup(process.argv[2] as string, process.argv[3] as string));
process.stdout.write('reading\n');
setInterval(() => undefined, 1000);
