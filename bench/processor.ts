import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Seconds of processor so far: of this process, of its children that have ended (scratch servers too), and of this server
 * with its backends that have ended.
 */
export async function processorSeconds({ directory }: { readonly directory: string }): Promise<number> {
  // A backend ends a moment after its client.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const postmaster = readFileSync(join(directory, 'data/postmaster.pid'), 'utf8').split('\n')[0];
  // Fields 14 to 17 of proc(5): utime, stime and those of children that were waited for, in ticks of 10 ms.
  const ticks = (pid: string) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  };
  return (ticks('self') + ticks(postmaster as string)) / 100;
}
