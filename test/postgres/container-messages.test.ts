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
];

test.each(cases)('%s says what happened and what to do', (code, detail, status, message, hint) => {
  const failure = new Failure(code, detail);
  expect([failure.status, failure.message, failure.hint]).toEqual([status, message, hint]);
});
