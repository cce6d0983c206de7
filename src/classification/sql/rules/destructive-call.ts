import { argumentOf, calledName } from '../calls.ts';
import type { Rule } from '../types.ts';

/** What functions that only exist to destroy do, and the safer way. With a schema where the bare name says nothing. */
const calls: Readonly<Record<string, readonly [does: string, safer: string]>> = {
  lo_unlink: ['Deletes a large object with its content', 'keep its content with lo_get() first'],
  lo_truncate: ['Cuts the end off a large object', 'keep its content with lo_get() first'],
  lo_truncate64: ['Cuts the end off a large object', 'keep its content with lo_get() first'],
  lo_put: ['Overwrites a part of a large object', 'keep its content with lo_get() first'],
  lowrite: ['Overwrites a part of a large object', 'keep its content with lo_get() first'],
  pg_drop_replication_slot: [
    'Drops a replication slot: changes its reader has not read are lost to it',
    'let its reader finish, and drop the subscription there',
  ],
  pg_replication_origin_drop: ['Forgets how far a replication came', 'drop the subscription it belongs to'],
  pg_file_unlink: ['Deletes a file of the server', 'rename the file'],
  drop_chunks: ['Drops chunks of a hypertable with all their rows', 'show_chunks() with the same arguments first'],
  add_retention_policy: [
    'From now on, old rows of a hypertable are dropped on a schedule',
    'show_chunks() with the same interval first',
  ],
  dropgeometrytable: ['Drops a table with all its rows', 'rename the table'],
  dropgeometrycolumn: ['Drops a column with all its values', 'rename the column'],
  droprastertable: ['Drops a table with all its rows', 'rename the table'],
  droptopology: ['Drops a topology with all its tables', 'rename the schema of the topology'],
  drop_partition_time: ['Drops old partitions with all their rows', 'detach them, and keep the tables'],
  drop_partition_id: ['Drops old partitions with all their rows', 'detach them, and keep the tables'],
  'cron.unschedule': ['Removes a scheduled job', 'cron.alter_job() with active set to false'],
  'pgmq.drop_queue': ['Drops a queue with all its messages', 'read what is left in it first'],
  'pgmq.purge_queue': ['Deletes all messages of a queue', 'read what is left in it first'],
  'pgmq.delete': ['Deletes messages of a queue', 'pgmq.archive(), which keeps them'],
  'pgmq.pop': ['Takes a message off a queue for good', 'pgmq.read(), which keeps it'],
  'pgmq_public.delete': ['Deletes messages of a queue', 'pgmq_public.archive(), which keeps them'],
  'pgmq_public.pop': ['Takes a message off a queue for good', 'pgmq_public.read(), which keeps it'],
  'vault.update_secret': ['Overwrites a secret', 'vault.create_secret() under a new name'],
};

/** A call of a function that only exists to destroy. */
export const destructiveCall: Rule = {
  name: 'destructive-call',
  effect: 'destroys',
  nodes: ['FuncCall'],
  outlivesRollback: true,
  find: (node) => {
    const { own, whole } = calledName(node.fields);
    const words = calls[whole] ?? calls[own];
    if (words === undefined) return [];
    return [{ object: argumentOf(node.fields, 0) ?? whole, message: `${words[0]}. Safer: ${words[1]}.` }];
  },
};
