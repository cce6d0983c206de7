import type { Account } from './scratch-place.ts';

/**
 * Places where other servers keep their sockets and people their files: empty for a walled server. A place that holds the
 * server's own programs stays as it is.
 */
const hidden = ['/run', '/tmp', '/var/tmp', '/home', '/root', '/mnt', '/media', '/srv', '/var/lib/postgresql'];

/**
 * Inside new namespaces: hides the places, keeps the server's own folder (held as the working folder while a place above it
 * is hidden), and becomes the account again that has no rights there.
 */
const script = `set -e
folder=$1 user=$2 group=$3 program=$4; shift 4
cd "$folder"
mount --make-rprivate /
for place in ${hidden.join(' ')}; do
  case $program in "$place"/*) continue ;; esac
  if [ -d "$place" ] && ! [ -L "$place" ]; then mount -t tmpfs -o size=1m,mode=755 none "$place"; fi
done
if ! [ -d "$folder" ]; then mkdir -p "$folder"; mount -c --bind . "$folder"; fi
cd "$folder"
exec unshare --user --map-user="$user" --map-group="$group" -- "$@"`;

/**
 * Words that start a program without a network and without the places where sockets lie (Linux, util-linux 2.36 and later, where
 * unprivileged user namespaces are allowed); the program's own words follow. null where there are no accounts. The caller
 * tries them with something harmless first.
 */
export function wall(folder: string, account: Account, program: string): readonly string[] | null {
  const uid = account?.uid ?? process.getuid?.();
  const gid = account?.gid ?? process.getgid?.();
  if (uid === undefined || gid === undefined) return null;
  const inside = ['sh', '-c', script, 'sh', folder, String(uid), String(gid), program];
  return ['unshare', '--user', '--map-root-user', '--net', '--mount', '--', ...inside];
}
