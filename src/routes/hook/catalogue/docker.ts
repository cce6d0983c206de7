import type { Danger } from './danger.ts';

const engines = ['docker', 'podman', 'nerdctl'];
const volumes = 'The volumes of the local stack hold its database and stored objects';

/** Containers and volumes of the local stack are named supabase_<service>_<project>. */
export const docker: readonly Danger[] = [
  {
    rule: 'deletes-volumes',
    programs: engines,
    words: ['volume', 'rm'],
    operand: /^supabase_/,
    verdict: 'deny',
    message: `It deletes a volume of the local stack. ${volumes}.`,
    safer: 'supabase stop',
  },
  {
    rule: 'deletes-volumes',
    programs: engines,
    words: ['volume', 'remove'],
    operand: /^supabase_/,
    verdict: 'deny',
    message: `It deletes a volume of the local stack. ${volumes}.`,
    safer: 'supabase stop',
  },
  {
    rule: 'prunes-volumes',
    programs: engines,
    words: ['volume', 'prune'],
    flag: /^(?:-[a-z]*a[a-z]*|--all)$/,
    verdict: 'deny',
    message: `It deletes every volume that no container uses. ${volumes}, and a stopped stack uses none.`,
  },
  {
    rule: 'prunes-volumes',
    programs: engines,
    words: ['volume', 'prune'],
    verdict: 'ask',
    message: `It deletes volumes that no container uses; before Docker 23 named ones as well. ${volumes}.`,
  },
  {
    rule: 'prunes-volumes',
    programs: engines,
    words: ['system', 'prune'],
    flag: /^--volumes(?:=true)?$/,
    verdict: 'deny',
    message: `It deletes volumes that no container uses. ${volumes}, and a stopped stack uses none.`,
    safer: 'docker system prune, without --volumes',
  },
  {
    rule: 'removes-database-container',
    programs: engines,
    words: ['rm'],
    flag: /^(?:-[a-z]*[fv][a-z]*|--force|--volumes)$/,
    operand: /^supabase_(?:db|storage)_/,
    verdict: 'deny',
    message: 'It removes the running database of the local stack from under everything that uses it.',
    safer: 'supabase stop',
  },
  {
    rule: 'deletes-volumes',
    programs: engines,
    words: ['compose', 'down'],
    flag: /^(?:-[a-z]*v[a-z]*|--volumes)$/,
    verdict: 'deny',
    message: 'It deletes the volumes of the containers, with every database in them.',
    safer: 'docker compose down, without -v',
  },
  {
    rule: 'deletes-volumes',
    programs: ['docker-compose'],
    words: ['down'],
    flag: /^(?:-[a-z]*v[a-z]*|--volumes)$/,
    verdict: 'deny',
    message: 'It deletes the volumes of the containers, with every database in them.',
    safer: 'docker-compose down, without -v',
  },
];
