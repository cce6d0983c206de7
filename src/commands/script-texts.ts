/** A script under a name of the written procedure. */
export interface Script {
  readonly name: string;
  readonly text: string;
}

/** The line by which a script is known to be ours; nothing else is ever overwritten. */
export const mark = '# Written by `permahub scripts`: what is changed here is lost when it writes again.';

/** The three scripts, for a folder from which `root` leads to the project. Pure. */
export function scriptTexts(root: string): Script[] {
  const script = (name: string, does: string, body: string): Script => ({
    name,
    text: `#!/bin/sh\n${mark}\n# ${does}\nset -eu\n${body}`,
  });
  const guard = `cd "$(dirname "$0")/${root.replaceAll(/["$`\\]/g, '\\$&')}"
guard=node_modules/.bin/permahub
[ -x "$guard" ] || guard=permahub
`;
  return [
    script(
      'db-backup.sh',
      'A backup of the local database, proven by a restore: ./scripts/db-backup.sh "name"',
      `${guard}exec "$guard" backup "$@"\n`,
    ),
    script(
      'db-restore.sh',
      'Puts back the set a file belongs to: ./scripts/db-restore.sh backups/database/latest_full.sql',
      `if [ $# -eq 0 ]; then
  echo "usage: $0 backups/database/latest_full.sql" >&2
  exit 64
fi
${fileToSet}${guard}exec "$guard" restore "$set" "$@"\n`,
    ),
    script(
      'verify-backup.sh',
      'Proves the set a file belongs to again: ./scripts/verify-backup.sh backups/database/latest_full.sql',
      `if [ $# -eq 0 ]; then
  echo "usage: $0 backups/database/latest_full.sql" >&2
  exit 64
fi
${fileToSet}${guard}exec "$guard" verify "$set" "$@"\n`,
    ),
  ];
}

/** latest_full.sql is a link to a file of the newest verified set. */
const fileToSet = `set=$1
shift
if [ -L "$set" ]; then set=$(readlink "$set"); fi
set=$(basename "$set")
`;
