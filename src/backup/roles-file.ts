import { output, type Programs } from '../postgres/programs.ts';
import type { Connection } from '../postgres/types.ts';
import type { PartWriter } from './part-file.ts';

/** Writes roles.sql, without passwords: pg_dump holds no roles at all. Gives back its text. */
export async function writeRoles(programs: Programs, source: Connection, to: PartWriter): Promise<string> {
  const args = ['--roles-only', '--no-role-passwords', '--no-password', `--database=${source.database}`];
  const text = await output(programs.start('pg_dumpall', args, source, 'ignore'));
  await to.write(Buffer.from(text));
  return text;
}
