import { createScratchDatabase } from '../../src/postgres/scratch-database.ts';
import { secret } from '../../src/postgres/secret.ts';

// A process of its own that holds a scratch database on somebody's server until it is killed.
const [bin = '', port = '', password = ''] = process.argv.slice(2);
const to = { host: '127.0.0.1', port: Number(port), database: 'postgres', user: 'boss', password: secret(password) };
const scratch = await createScratchDatabase({ bin, env: process.env }, { ...to, sslmode: 'disable' });
process.stdout.write(`${scratch.words}\n`);
setInterval(() => undefined, 1000);
