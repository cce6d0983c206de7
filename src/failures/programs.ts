import type { Entry } from './entry.ts';

/** Failures of PostgreSQL programs, containers and scratch servers. */
export const programFailures = {
  'container-failed': {
    status: 69,
    says: (d) => `The PostgreSQL programs in the container ${d.container} cannot be used: ${d.problem}.`,
    hint: () =>
      'Start the local stack anew (`supabase stop`, `supabase start`), or install native PostgreSQL programs.',
  },
  'container-left': {
    status: 69,
    says: (d) => `Docker did not remove the scratch container ${d.container}.`,
    hint: (d) => `Remove it when Docker answers again: \`docker rm -fv ${d.container}\`.`,
  },
  'container-scratch': {
    status: 69,
    says: (d) => `The scratch container that would prove the backup did not start: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'container-unreachable': {
    status: 69,
    says: (d) =>
      `The programs in the container ${d.container} cannot reach ${d.place}: inside, that is the container itself.`,
    hint: () =>
      'Install native PostgreSQL programs of that version, or name the server by an address the container can reach.',
  },
  'copy-left': {
    status: 69,
    says: (d) =>
      `Docker did not remove the container ${d.container}, and the volume ${d.volume}, which was copied into it, cannot be touched while it is there. Nothing was changed or forwarded to the Supabase CLI.`,
    hint: (d) =>
      `Remove it when Docker answers again: \`docker rm -fv ${d.container}\`. Only the copy goes with it. Then start again; the backup stays.`,
  },
  'program-denied': {
    status: 69,
    says: (d) => `${d.words} was not allowed to do its work (${d.how}): ${d.problem}.`,
    hint: () => 'Connect as a role that may read everything: a superuser, or one with BYPASSRLS and pg_read_all_data.',
  },
  'program-failed': {
    status: 69,
    says: (d) => `${d.words} failed (${d.how}): ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'program-lost-server': {
    status: 69,
    says: (d) => `${d.words} lost its connection to the server: ${d.problem}.`,
    hint: () => 'Make sure that the server runs and can be reached, then start again; nothing published was touched.',
  },
  'program-mismatch': {
    status: 69,
    says: (d) => `${d.words} does not fit the server: ${d.problem}.`,
    hint: () => "Install PostgreSQL programs of the server's major version or newer.",
  },
  'program-missing': {
    status: 69,
    says: (d) => `${d.words} could not be started: ${d.problem}.`,
    hint: () => "Check the installation of PostgreSQL's programs.",
  },
  'scratch-failed': {
    status: 69,
    says: (d) => `The scratch server that would prove the backup did not start: ${d.problem}.`,
    hint: () => 'Put the cause right and start again; nothing published was touched.',
  },
  'scratch-left': {
    status: 69,
    says: (d) => `The scratch database "${d.database}" on the server of ${d.place} could not be dropped: ${d.problem}`,
    hint: (d) => `Drop it by hand: drop database ${d.database} with (force)`,
  },
  'scratch-missing': {
    status: 69,
    says: (d) =>
      `No PostgreSQL server programs (initdb, postgres) of version ${d.major} or newer were found to prove the backup with. Found: ${d.found}. Tried: ${d.tried}.`,
    hint: (d) => `${d.install}`,
  },
  'scratch-is-source': {
    status: 69,
    says: (d) =>
      `The server for scratch databases (${d.place}) is the one that is backed up: a proof on it would count as writes.`,
    hint: () => 'Set PGHOST and PGPORT to another server, or "postgres.scratch" to "own".',
  },
  'scratch-room': {
    status: 69,
    says: (d) => `The scratch server needs ${d.needed} MB of disk to prove the backup; free: ${d.found}.`,
    hint: () => 'Make room, or set TMPDIR to a folder on a larger disk.',
  },
  'volume-not-started': {
    status: 69,
    says: (d) => `No server can be started on a copy of the volume ${d.volume}: ${d.problem}.`,
    hint: () => 'Start the local stack (`supabase start`), then start again.',
  },
  'tools-missing': {
    status: 69,
    says: (d) =>
      `No PostgreSQL programs (pg_dump, pg_dumpall, pg_restore, psql) were found for a server of version ${d.major}. Tried: ${d.tried}.`,
    hint: (d) => `${d.install}`,
  },
  'tools-older': {
    status: 69,
    says: (d) => `pg_dump ${d.tools} is older than the server ${d.server}, and refuses to dump it.`,
    hint: (d) => `${d.install}`,
  },
} satisfies Record<string, Entry>;
