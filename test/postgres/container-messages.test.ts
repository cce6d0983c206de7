import { expect, test } from 'vitest';
import { Failure, type FailureCode } from '../../src/failures.ts';

const cases: readonly (readonly [FailureCode, Record<string, string>, number, string, string])[] = [
  [
    'container-failed',
    { container: 'supabase_db_shop', problem: 'pg_dump: not found' },
    69,
    'The PostgreSQL programs in the container supabase_db_shop cannot be used: pg_dump: not found.',
    'Start the local stack anew (`supabase stop`, `supabase start`), or install native PostgreSQL programs.',
  ],
  [
    'container-left',
    { container: 'permahub_scratch_1' },
    69,
    'Docker did not remove the scratch container permahub_scratch_1.',
    'Remove it when Docker answers again: `docker rm -fv permahub_scratch_1`.',
  ],
  [
    'container-scratch',
    { problem: 'no space left on device' },
    69,
    'The scratch container that would prove the backup did not start: no space left on device.',
    'Put the cause right and start again; nothing published was touched.',
  ],
  [
    'container-unreachable',
    { container: 'supabase_db_shop', place: '127.0.0.1:5999' },
    69,
    'The programs in the container supabase_db_shop cannot reach 127.0.0.1:5999: inside, that is the container itself.',
    'Install native PostgreSQL programs of that version, or name the server by an address the container can reach.',
  ],
  [
    'copy-left',
    { container: 'permahub_scratch_1', volume: 'supabase_db_shop' },
    69,
    'Docker did not remove the container permahub_scratch_1, and the volume supabase_db_shop, which was copied into it, cannot be touched while it is there. Nothing was changed or forwarded to the Supabase CLI.',
    'Remove it when Docker answers again: `docker rm -fv permahub_scratch_1`. Only the copy goes with it. Then start again; the backup stays.',
  ],
  [
    'docker-silent',
    { what: 'the volume supabase_db_shop', problem: 'Is the docker daemon running?' },
    69,
    'Docker could not be asked about the volume supabase_db_shop: Is the docker daemon running?.',
    'Start Docker and try again: without it nobody knows whether the local stack holds data.',
  ],
  [
    'salvage-image',
    {},
    69,
    'There is no Supabase database image on this machine to read the volume of the local stack with.',
    'Start the local stack once (`supabase start`): it brings the image, and may well repair the database.',
  ],
  [
    'salvage-nothing',
    { name: 'supabase_db_shop', problem: 'it has no volume' },
    74,
    'Nothing could be salvaged from supabase_db_shop: it has no volume.',
    'Look at `docker logs supabase_db_shop`; the container holds the only copy of the data.',
  ],
  [
    'volume-unread',
    { volume: 'supabase_db_shop', problem: 'tar ended: 2' },
    74,
    'The Docker volume supabase_db_shop could not be copied: tar ended: 2.',
    'Put the cause right and start again; the volume was not changed.',
  ],
  [
    'volume-not-started',
    { volume: 'supabase_db_shop', problem: 'no image of PostgreSQL 15 is here' },
    69,
    'No server can be started on a copy of the volume supabase_db_shop: no image of PostgreSQL 15 is here.',
    'Start the local stack (`supabase start`), then start again.',
  ],
  [
    'stack-other-port',
    { port: '54322', published: '54422', container: 'supabase_db_shop' },
    77,
    "Refused: the settings put the local database on port 54322, and its container supabase_db_shop is published on 54422. What answers on 54322 may be another project's. Nothing was changed or forwarded to the Supabase CLI.",
    'Put db.port (or SUPABASE_DB_PORT) back, or start the stack anew: `supabase stop`, `supabase start`.',
  ],
  [
    'stack-other-project',
    { port: '54322', other: 'supabase_db_zoo', container: 'supabase_db_shop' },
    77,
    "Refused: on port 54322 the container supabase_db_zoo answers, another project's; this folder's (supabase_db_shop) does not run. Nothing was changed or forwarded to the Supabase CLI.",
    'Start the stack of this folder (`supabase start`), or run the command in the folder of the other project.',
  ],
  [
    'stack-other-server',
    { place: '127.0.0.1:54322', container: 'supabase_db_shop' },
    77,
    'Refused: what answers on 127.0.0.1:54322 is not the database in the container supabase_db_shop, though that is published there. Nothing was changed or forwarded to the Supabase CLI.',
    'Find out what else listens there (a tunnel, another engine), end it, then start again.',
  ],
  [
    'stack-stopped',
    { container: 'supabase_db_shop', volume: 'Its volume is there, with its data.' },
    69,
    'The local stack does not run: Docker has no container supabase_db_shop, and a reset acts on one alone. Its volume is there, with its data. Nothing was changed or forwarded to the Supabase CLI.',
    'Start it first: `supabase start`.',
  ],
  [
    'stack-nothing',
    { container: 'supabase_db_shop' },
    69,
    'Docker has neither a container nor a volume named supabase_db_shop.',
    'There is no local database of this project; `supabase start` makes one.',
  ],
  [
    'others-changed',
    { what: 'local:zoo is new' },
    77,
    'Refused: what would be deleted is not what you were asked about any more (local:zoo is new). Nothing was forwarded to the Supabase CLI.',
    'Run the command again; the backups made so far are kept.',
  ],
];

test.each(cases)('%s says what happened and what to do', (code, detail, status, message, hint) => {
  const failure = new Failure(code, detail);
  expect([failure.status, failure.message, failure.hint]).toEqual([status, message, hint]);
});
