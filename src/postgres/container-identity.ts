import { finish } from './finish.ts';
import type { Connection, Toolset } from './types.ts';

/** The system identifier of the server the programs are beside, whatever answers on a published port. Failure: program-failed. */
export async function systemInside(tools: Toolset, connection: Connection): Promise<string> {
  const ask = ['-XAtqc', 'select system_identifier from pg_control_system()'];
  const child = tools.start('psql', ask, connection, { stdin: 'ignore' });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  await finish(child, 'psql');
  return text.trim();
}
