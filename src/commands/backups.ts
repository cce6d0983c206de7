import { filterBackups } from '../backup/filter.ts';
import { listBackups } from '../backup/list.ts';
import { purposeOf } from '../backup/purpose.ts';
import type { Backup } from '../backup/types.ts';
import { oneLine } from '../terminal/clean.ts';
import { printLines } from '../terminal/style.ts';
import { blocksOrTable } from '../terminal/table.ts';
import { age, bytes, counted, moment } from '../terminal/words.ts';
import { wrap } from '../terminal/wrap.ts';
import { countOf, momentOf } from './moment.ts';
import { sayNoBackups } from './no-backups.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';

interface BackupsOptions {
  readonly target?: string | undefined;
  readonly environment?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly verified?: true | undefined;
  readonly named?: string | undefined;
  readonly limit?: string | undefined;
  readonly json?: true | undefined;
}

/** `permahub backups`: every published set that is asked for, newest first; sets that cannot be read are named, never left out. */
export async function backups(options: BackupsOptions): Promise<number> {
  const now = Date.now();
  const filter = {
    target: options.target ?? null,
    environment: options.environment ?? null,
    since: options.since === undefined ? null : momentOf(options.since, '--since', 'backups', now),
    until: options.until === undefined ? null : momentOf(options.until, '--until', 'backups', now, true),
    verified: options.verified === true,
    named: options.named ?? null,
    limit: options.limit === undefined ? null : countOf(options.limit, '--limit', 'backups'),
  };
  const { settings } = await openProject();
  const { directory, archive } = settings.backups;
  const { backups: all, broken } = await listBackups(directory, archive);
  const found = filterBackups(all, filter);
  if (options.json) {
    printJson({ schema: 1, directory, backups: found.map(summary), broken });
    return 0;
  }
  if (all.length === 0) sayNoBackups(directory);
  else if (found.length === 0) {
    const text = `None of the ${counted(all.length, 'backup')} in ${directory} is like that.`;
    printLines([{ text, tone: 'plain' }], process.stdout);
  } else process.stdout.write(listing(found, now, process.stdout.columns ?? 80));
  printLines(
    broken.map(({ file, directory: folder, problem }) => ({
      text: `permahub: ${file} in ${folder} cannot be read: ${problem}`,
      tone: 'danger',
    })),
  );
  return 0;
}

function summary({ directory, metadata }: Backup) {
  const { archived, target, parts, facts } = metadata;
  const size = (of: typeof parts) => Object.values(of).reduce((sum, part) => sum + part.bytes, 0);
  return {
    backup: metadata.backup,
    directory,
    startedAt: metadata.startedAt,
    finishedAt: metadata.finishedAt,
    target: target.label,
    environment: target.environment,
    bytes: size(parts),
    tables: facts.tables.length,
    rows: facts.tables.reduce((sum, table) => sum + table.rows, 0),
    proof: metadata.proof,
    git: metadata.git,
    why: metadata.why,
    purpose: metadata.purpose ?? purposeOf(metadata),
    archived: archived ? { at: archived.at, bytes: size(archived.parts) } : null,
  };
}

/** The backups as people read them: a table where it fits, else four lines each. */
function listing(backups: readonly Backup[], now: number, columns: number): string {
  const heading = ['backup', 'when', 'target', 'size', 'rows', 'proof', 'git', 'kept', 'why'];
  const rows = backups.map((backup) => {
    const { metadata } = backup;
    const { bytes: size, rows: counts, archived } = summary(backup);
    const { label, environment } = metadata.target;
    const ago = age((now - Date.parse(metadata.startedAt)) / 1000);
    return [
      metadata.backup,
      `${moment(metadata.startedAt)}, ${ago}`,
      label === environment ? label : `${oneLine(label)} (${environment})`,
      bytes(size),
      counted(counts, 'row'),
      proofWords(backup, now),
      `git ${[metadata.git.commit?.slice(0, 7) ?? 'none', metadata.git.branch ?? ''].join(' ').trim()}`,
      archived ? 'archived' : 'here',
      oneLine(metadata.why),
    ];
  });
  const block = ([
    name = '',
    when = '',
    target = '',
    size = '',
    rows = '',
    proof = '',
    git = '',
    kept,
    why = '',
  ]: readonly string[]) =>
    [
      name,
      ...[`${when}; ${target}`, `${size}, ${rows}, ${git}${kept === 'archived' ? ', archived' : ''}`, proof, why]
        .flatMap((line) => wrap(line, Math.min(columns, 80) - 2))
        .map((line) => `  ${line}`),
      '',
    ].join('\n');
  return blocksOrTable(heading, rows, block, columns);
}

function proofWords({ metadata: { proof } }: Backup, now: number): string {
  if (!proof) return 'NOT VERIFIED';
  const except = proof.unverified.length > 0 ? `, except ${counted(proof.unverified.length, 'thing')}` : '';
  return `verified ${age((now - Date.parse(proof.at)) / 1000)} in ${proof.scratch}${except}`;
}
