import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Failure } from '../failures.ts';
import type { CommittedFiles, GitFacts } from '../target/types.ts';
import { type Copy, mergePolicy } from './settings-merge.ts';
import { places, runsCode, upward } from './settings-places.ts';
import { mostChangedRows, parseSettings, seconds, sizeInBytes, type WrittenSettings } from './settings-schema.ts';
import { signersNote } from './signers-note.ts';
import type { Settings } from './types.ts';

const defaults = {
  directory: 'backups/database',
  maxAge: '24h',
  keepLast: 10,
  preMigrationDays: 30,
  archiveAfterDays: 30,
  afterMigration: false,
};

/** Where the settings that bear policy come from. */
export interface Origins {
  /** "origin/main:.permahubrc.json"; null where nothing is committed. */
  readonly committed: string | null;
  /** Absolute path; null where the working tree has none. */
  readonly working: string | null;
  /** What is obeyed from the working tree, because it is stricter: names of production, "limits.changedRows". */
  readonly here: readonly string[];
}

interface Found {
  /** For people: a path, or "origin/main:.permahubrc.json". */
  readonly name: string;
  readonly copy: Copy;
}

interface Where {
  readonly folder: string;
  readonly git: GitFacts;
  readonly committed: CommittedFiles;
}

/**
 * The settings that hold for `folder` (the project folder, else the working folder), every key present. They are
 * searched from there up to the repository's root. Owner, cli, environments and approvals come from the upstream
 * default branch where there is one, else from HEAD; see `mergePolicy` for the working tree's copy. cosmiconfig gives
 * the places and the loaders but does not search: its search runs code of the working folder (its meta configuration).
 * Throws settings-unreadable or settings-invalid (78).
 */
export async function loadSettings(from: Where): Promise<Settings> {
  return (await loadPolicy(from)).settings;
}

/** The same with where each of them comes from. */
export async function loadPolicy(from: Where): Promise<{ settings: Settings; origins: Origins }> {
  const { folder, git } = from;
  const folders = upward(folder, git.root);
  const notes: string[] = [];
  const working = await findInWorkingTree(folders, notes);
  const ref = git.upstreamDefault ?? (git.commit === null ? null : 'HEAD');
  const committed = ref === null ? null : await findCommitted(folders, git.root!, ref, from.committed);
  const {
    policy,
    notes: differences,
    here,
  } = mergePolicy(committed?.copy ?? null, working?.copy ?? null, committed?.name ?? null);
  const signers =
    policy.allowedSigners === null || ref === null || git.root === null
      ? null
      : await signersNote({ path: policy.allowedSigners, root: git.root, ref, committed: from.committed });
  const written = working?.copy.settings ?? {};
  const absolute = working?.copy.absolute ?? ((path: string) => resolve(folder, path));
  const backups = { ...defaults, ...defined(written.backups ?? {}) };
  const directory =
    written.backups?.directory === undefined ? join(folder, defaults.directory) : absolute(backups.directory);
  const settings: Settings = {
    owner: policy.owner,
    cli: policy.cli,
    backups: {
      directory,
      archive: written.backups?.archive === undefined ? join(directory, 'archive') : absolute(written.backups.archive),
      maxAgeSeconds: seconds(backups.maxAge)!,
      keepLast: backups.keepLast,
      preMigrationDays: backups.preMigrationDays,
      archiveAfterDays: backups.archiveAfterDays,
      afterMigration: backups.afterMigration,
      parallel: parallelOf(written.backups?.parallel ?? null),
      vault: policy.vault,
    },
    limits: { changedRows: policy.changedRows ?? mostChangedRows },
    postgres: {
      tools: written.postgres?.tools ?? null,
      scratch: written.postgres?.scratch ?? 'own',
      bin: written.postgres?.bin === undefined ? null : absolute(written.postgres.bin),
    },
    environments: policy.environments,
    approvals: { allowedSigners: policy.allowedSigners },
    contacts: written.contacts ?? {},
    sources: [working?.name, committed?.name].filter((name) => name !== undefined),
    notes: [...notes, ...differences, ...(signers === null ? [] : [signers])],
  };
  return { settings, origins: { committed: committed?.name ?? null, working: working?.name ?? null, here } };
}

/** Connections of a parallel backup where nobody said how many: more than a small machine has cores, as pg_dump mostly waits. */
export const usualJobs = 4;

function parallelOf(written: NonNullable<WrittenSettings['backups']>['parallel']): Settings['backups']['parallel'] {
  if (!written) return null;
  return { above: sizeInBytes(written.above)!, jobs: written.jobs ?? usualJobs };
}

async function findInWorkingTree(folders: readonly string[], notes: string[]): Promise<Found | null> {
  for (const folder of folders) {
    const there = [
      ...(await names(folder)),
      ...(await names(join(folder, '.config'))).map((name) => `.config/${name}`),
    ];
    for (const name of there.filter(
      (entry) => runsCode(entry) && /^(\.config\/|\.)?permahub(rc|\.config)\./.test(entry),
    ))
      notes.push(`${join(folder, name)} is ignored: settings are data, never code`);
    for (const place of places.filter((name) => there.includes(name))) {
      const file = join(folder, place);
      const text = await readFile(file, 'utf8').catch((error: Error) => {
        throw new Failure('settings-unreadable', { file, problem: error.message }, { cause: error });
      });
      const found = await read(file, file, text);
      if (found) return found;
    }
  }
  return null;
}

async function findCommitted(
  folders: readonly string[],
  root: string,
  ref: string,
  files: CommittedFiles,
): Promise<Found | null> {
  const paths = folders.flatMap((folder) => places.map((place) => join(folder, place)));
  const inRepository = (path: string) => relative(root, path).split(sep).join('/');
  const there = await files.existing(ref, paths.map(inRepository));
  for (const path of paths.filter((candidate) => there.includes(inRepository(candidate)))) {
    const text = await files.read(ref, inRepository(path));
    const found = text === null ? null : await read(`${ref}:${inRepository(path)}`, path, text);
    if (found) return found;
  }
  return null;
}

/** Parses one file; null when it holds no settings (an empty file, a package.json without "permahub"). */
async function read(name: string, path: string, text: string): Promise<Found | null> {
  const packaged = basename(path) === 'package.json';
  let value: unknown;
  try {
    if (text.trim() === '' || (packaged && !text.includes('permahub'))) return null;
    const { loadText } = await import('./settings-loaders.ts');
    value = loadText(path, text);
  } catch (error) {
    throw new Failure('settings-unreadable', { file: name, problem: wordsOf(error) }, { cause: error });
  }
  if (packaged) value = (value as { permahub?: unknown } | null)?.permahub;
  if (value === undefined) return null;
  const parsed = parseSettings(value);
  if ('faults' in parsed) throw new Failure('settings-invalid', { file: name, faults: parsed.faults.join('\n  ') });
  const home = dirname(path).replace(/[/\\]\.config$/, '');
  return { name, copy: { settings: parsed.settings, absolute: (given) => resolve(home, given) } };
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw new Failure('settings-unreadable', { file: folder, problem: error.message }, { cause: error });
  });
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The parser's own words: the loader puts the file's name on a line before them and, for JSON, the whole text behind. */
function wordsOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  const said = /^(JSON|YAML) Error in /.test(lines[0]!) && lines[1] ? lines[1] : lines[0]!;
  return said.replace(/ while parsing .*$/, '');
}
