import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Failure } from '../failures.ts';
import { superviseContainer } from './container-supervisor.ts';
import { docker, dockerWords } from './docker.ts';

/** Whether Docker has a volume of this name. Failure: docker-silent (it could not be asked). */
export async function volumeExists(volume: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const answer = await docker(['volume', 'inspect', volume], env);
  if (answer.status === 0) return true;
  if (answer.status !== null && /no such volume/i.test(answer.stderr)) return false;
  throw new Failure('docker-silent', { what: `the volume ${volume}`, problem: dockerWords(answer) });
}

/** An image of Supabase's database that is here. */
interface DatabaseImage {
  readonly id: string;
  /** "17.11.0.018": it begins with PostgreSQL's major. */
  readonly tag: string;
}

/** Those that are here, newest first; none where Docker does not answer. Nothing is pulled. */
export async function databaseImages(env: NodeJS.ProcessEnv): Promise<readonly DatabaseImage[]> {
  const format = '{{.ID}} {{.Repository}} {{.Tag}}';
  const answer = await docker(['image', 'ls', '--no-trunc', '--format', format], env);
  return answer.stdout.split('\n').flatMap((line) => {
    const [id, repository, tag] = line.split(' ');
    return id && tag && repository?.endsWith('supabase/postgres') ? [{ id, tag }] : [];
  });
}

/** A volume being read by `tar` in a throw-away container without network. */
export interface VolumeReader {
  /** stdout is the archive; status 0 only when tar said so, 1 when files changed while it read them. */
  readonly tar: ChildProcess;
  readonly remove: () => Promise<boolean>;
}

/** Starts to read a volume, which is mounted read-only. Failure: volume-unread. */
export async function readVolume(volume: string, image: string, env: NodeJS.ProcessEnv): Promise<VolumeReader> {
  const name = `permahub_scratch_${randomBytes(6).toString('hex')}`;
  const idle = ['--entrypoint', 'sleep', image, '86400'];
  const run = ['--network', 'none', '--no-healthcheck', '--user', '0', '--volume', `${volume}:/volume:ro`, ...idle];
  const container = await superviseContainer(name, run, env).catch((error: Error) => {
    throw new Failure('volume-unread', { volume, problem: error.message }, { cause: error });
  });
  const tar = spawn('docker', ['exec', name, 'tar', '-C', '/volume', '-c', '.'], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { tar, remove: container.remove };
}
