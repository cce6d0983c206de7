import { findContainerTools } from '../../src/postgres/container.ts';
import { startContainerScratch } from '../../src/postgres/container-scratch.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Connection, Toolset } from '../../src/postgres/types.ts';

// A process of its own that holds something of a project's local stack until it is killed: `node hold WHAT PROJECT PORT`.
const [what, projectId = '', port] = process.argv.slice(2);
const env = process.env;
const connection: Connection = {
  host: '127.0.0.1',
  port: Number(port),
  database: 'postgres',
  user: 'postgres',
  password: secret('postgres'),
  sslmode: null,
};
const tools = (await findContainerTools({ projectId, env })) as Toolset;
if (what === 'scratch') {
  const like = {
    bootstrapRole: 'supabase_admin',
    encoding: 'UTF8',
    collate: 'C',
    ctype: 'C',
    serverVersion: 170_000,
    database: 'postgres',
    extensions: [],
  };
  await startContainerScratch({ projectId, like, env });
}
if (what === 'sleep') tools.start('psql', ['-Xc', 'select pg_sleep(301)'], connection, { stdin: 'ignore' });
if (what === 'half') {
  const psql = tools.start('psql', ['-X1', '-v', 'ON_ERROR_STOP=1'], connection, { stdin: 'pipe' });
  psql.stdin?.write('insert into public.half values (1);\n');
  await new Promise((resolve) => psql.stdout?.once('data', resolve));
}
process.stdout.write('held');
setInterval(() => undefined, 1000);
