import { copyWith, inside, project, rehearse, scratchServer } from './place.ts';

/** Rehearses a migration that never ends, and prints the scratch server's folder once it runs. */
const scratch = await scratchServer();
const copy = await copyWith(scratch, 'create table t (id int)');
const { folder, remove } = project({ 'supabase/migrations/20250102000000_second.sql': 'select pg_sleep(600);' });
void rehearse({ scratch, copy, folder, era: 'v3', argv: ['migration', 'up'] });
const running = "select 1 as it from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()";
while ((await inside(scratch.connection, running)).length === 0)
  await new Promise((resolve) => setTimeout(resolve, 100));
remove();
console.log(scratch.connection.host);
