import { listBackups } from '../backup/list.ts';
import { printLines } from '../terminal/style.ts';
import { age, bytes, count } from '../terminal/words.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';

/** `permahub backups`: every published set, newest first; sets that cannot be read are named, never left out. */
export async function backups(options: { readonly json: boolean }): Promise<number> {
  const { settings } = await openProject();
  const { directory } = settings.backups;
  const { backups: found, broken } = await listBackups(directory);
  const rows = found.map(({ metadata }) => ({
    backup: metadata.backup,
    finishedAt: metadata.finishedAt,
    target: metadata.target.label,
    environment: metadata.target.environment,
    bytes: Object.values(metadata.parts).reduce((sum, part) => sum + part.bytes, 0),
    tables: metadata.facts.tables.length,
    rows: metadata.facts.tables.reduce((sum, table) => sum + table.rows, 0),
    proof: metadata.proof,
    git: metadata.git,
    why: metadata.why,
  }));
  if (options.json) {
    printJson({ schema: 1, directory, backups: rows, broken });
    return 0;
  }
  if (rows.length === 0) process.stdout.write(`No backups in ${directory} yet: \`permahub backup\` makes one.\n`);
  for (const row of rows) {
    const proven = row.proof ? `verified ${age((Date.now() - Date.parse(row.proof.at)) / 1000)}` : 'NOT VERIFIED';
    process.stdout.write(
      `${row.backup}\n  ${row.target} (${row.environment}), ${bytes(row.bytes)}, ${count(row.rows)} rows, ${proven}\n  ${row.why}\n`,
    );
  }
  if (broken.length > 0)
    printLines(
      broken.map(({ file, problem }) => ({
        text: `permahub: ${file} cannot be read: ${problem}`,
        tone: 'danger' as const,
      })),
    );
  return 0;
}
