import { createHash } from 'node:crypto';
import type { DockerEngine } from './types.ts';

/** What is known of a machine's Docker settings; `readMeta` gives the text of a file in ~/.docker/contexts/meta, or null. */
export interface DockerSettings {
  readonly host: string | undefined;
  readonly context: string | undefined;
  /** Text of ~/.docker/config.json, null when there is none. */
  readonly config: string | null;
  readonly readMeta: (path: string) => string | null;
}

/**
 * The engine the CLI takes: DOCKER_HOST, else DOCKER_CONTEXT or the current context, else the default socket (3.1.0's
 * bundle; DOCKER_HOST [ran both]). It takes the database's host name from a tcp:// endpoint alone.
 */
export function dockerEngine(settings: DockerSettings): DockerEngine {
  if (settings.host) return endpoint('DOCKER_HOST', settings.host);
  const context = settings.context || field(settings.config, ['currentContext']) || 'default';
  if (context === 'default') return { from: 'the default socket', tcpHost: null, elsewhere: null };
  const from = `the Docker context "${context}"`;
  const meta = settings.readMeta(`${createHash('sha256').update(context).digest('hex')}/meta.json`);
  const host = field(meta, ['Endpoints', 'docker', 'Host']);
  return host ? endpoint(from, host) : { from, tcpHost: null, elsewhere: 'an unknown place' };
}

function endpoint(from: string, text: string): DockerEngine {
  if (/^(unix|npipe|fd):/i.test(text) || text.startsWith('/')) return { from, tcpHost: null, elsewhere: null };
  let host: string;
  try {
    host = new URL(text).hostname.replace(/^\[(.*)\]$/, '$1');
  } catch {
    host = '';
  }
  if (host === '') return { from, tcpHost: null, elsewhere: 'an unknown place' };
  return /^tcp:/i.test(text) ? { from, tcpHost: host, elsewhere: null } : { from, tcpHost: null, elsewhere: host };
}

/** A text field of a JSON text; undefined when it is not there or the text is no JSON. */
function field(text: string | null, path: readonly string[]): string | undefined {
  try {
    let place: unknown = text === null ? undefined : JSON.parse(text);
    for (const key of path)
      place = typeof place === 'object' && place !== null ? (place as Record<string, unknown>)[key] : undefined;
    return typeof place === 'string' ? place : undefined;
  } catch {
    return undefined;
  }
}
