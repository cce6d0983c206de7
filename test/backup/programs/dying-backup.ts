import { readdirSync, readFileSync } from 'node:fs';
import { startBackup } from '../../../src/backup/start.ts';
import { startScratch } from '../../../src/postgres/scratch.ts';
import { secret } from '../../../src/postgres/secret.ts';
import { nativeTools } from '../../../src/postgres/tools.ts';

// Makes a backup over three connections in argv[2]'s folder and kills itself with SIGKILL when it says so.
const { connection, password, bin, directory, dieAt } = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));
const { env } = process;
await startBackup({
  source: {
    connection: { ...connection, password: secret(password) },
    tools: nativeTools({ folder: bin, major: 15, version: '15' }, env),
    scratch: (like, bytesNeeded) => startScratch({ bin, env, like, bytesNeeded }),
  },
  target: { key: 'x', label: 'local', environment: 'local', projectRef: null },
  directory,
  git: { commit: null, branch: null, clean: null },
  creator: 'Ada',
  why: 'a test',
  name: null,
  compare: { facts: () => [], schemas: () => [] },
  parallel: { above: 0, jobs: 3 },
  env,
  onProgress: ({ words }) => {
    const begun = readdirSync(directory).some((file) => file.endsWith('_directory.dump.partial'));
    if (begun && words?.startsWith(dieAt)) process.kill(process.pid, 'SIGKILL');
  },
}).published;
