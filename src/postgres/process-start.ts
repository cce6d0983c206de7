import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process of this machine started, as text that no other process with the same id shares; null when it is gone.
 * Linux: boot id and start ticks from /proc; elsewhere what `ps` prints.
 */
export function processStart(pid: number): string | null {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' })
        .trim()
        .replaceAll(/\W+/g, '-');
    // The program's name may hold spaces and parentheses: fields are counted after the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)}-${ticks}`;
  } catch {
    return null; // No such process.
  }
}
