import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * One detached `sh` for this process. It hears of every program we start, and when our end of its pipe breaks - we
 * exited, crashed or were killed with SIGKILL - it ends the groups of those still running.
 */
const script = `trap '' HUP INT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 "-$group" 2>/dev/null; done`;

let watchdog: ChildProcess | null = null;

/** Makes sure the group this child leads dies with us. The child must have been spawned with `detached: true`. */
export function watch(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  tell(`+ ${pid}`);
  child.once('exit', () => tell(`- ${pid}`));
}

function tell(line: string): void {
  watchdog ??= start();
  watchdog.stdin?.write(`${line}\n`);
}

function start(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  const forget = () => {
    if (watchdog === child) watchdog = null;
  };
  child.once('error', forget);
  child.once('exit', forget);
  child.stdin?.on('error', forget);
  child.unref();
  (child.stdin as Socket | null)?.unref();
  return child;
}
