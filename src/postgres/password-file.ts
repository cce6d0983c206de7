import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { secret } from './secret.ts';
import type { Connection, Secret } from './types.ts';

/**
 * The password libpq would use when none is given: PGPASSWORD, else the first fitting line of PGPASSFILE or ~/.pgpass
 * (host:port:database:user:password, `*` fits all, `\` escapes). null when there is none or the file cannot be read.
 */
export function storedPassword(connection: Connection, env: NodeJS.ProcessEnv): Secret | null {
  if (env.PGPASSWORD) return secret(env.PGPASSWORD);
  let text: string;
  try {
    text = readFileSync(env.PGPASSFILE || join(env.HOME || homedir(), '.pgpass'), 'utf8');
  } catch {
    return null; // Absent or unreadable: libpq goes on without as well, and the server decides.
  }
  const host = connection.host.startsWith('/') ? 'localhost' : connection.host;
  const wanted = [host, String(connection.port), connection.database, connection.user];
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue;
    const fields = splitLine(line);
    if (fields.length >= 5 && wanted.every((value, i) => fields[i] === '*' || fields[i] === value))
      return secret(fields[4] as string);
  }
  return null;
}

/** Fields of one line, escapes undone; a colon inside a field is written `\\:`. */
function splitLine(line: string): string[] {
  return (line.match(/(?:\\.|[^:\\])*(?::|$)/g) ?? []).map((field) => field.replace(/:$/, '').replace(/\\(.)/g, '$1'));
}
