import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../src/postgres/connection.ts';
import { startScratch } from '../../src/postgres/scratch.ts';
import { bin15 } from '../support/cluster.ts';

// A process of its own that holds a scratch server until it is killed.
process.on('SIGINT', () => undefined);
const like = {
  bootstrapRole: 'postgres',
  encoding: 'UTF8',
  collate: 'C',
  ctype: 'C',
  serverVersion: 150_000,
  database: 'postgres',
  extensions: [],
};
const scratch = await startScratch({ bin: bin15, env: process.env, like, bytesNeeded: 1 });
const session = await connect(scratch.connection);
const [row] = await session.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
const folder = row?.folder as string;
const server = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
process.stdout.write(JSON.stringify({ folder: join(folder, '..'), server }));
setInterval(() => undefined, 1000);
