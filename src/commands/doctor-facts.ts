import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, statfsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { listBackups } from '../backup/list.ts';
import type { Metadata } from '../backup/types.ts';
import { findRealCli } from '../cli/find.ts';
import { Failure } from '../failures.ts';
import { reviewedRef } from '../guard/people.ts';
import { vaultNotes } from '../guard/vault-notes.ts';
import { readPushes } from '../journal/pushes.ts';
import { findBins } from '../postgres/bins.ts';
import { connect } from '../postgres/connection.ts';
import { installHint } from '../postgres/install-hint.ts';
import type { Facts } from '../routes/doctor/checks.ts';
import { connectionFor } from '../target/connection.ts';
import { thisPlace } from './place.ts';
import type { Project } from './project.ts';
import { namedTarget } from './target.ts';

/** PostgreSQL's major where nobody says another: Supabase's default. */
const usualMajor = 17;
/** Milliseconds for a database on this machine to answer. */
const patience = 2000;

/** What the checks of `permahub doctor` go by. Contacts nothing but a database on this very machine; writes nothing. */
export async function readFacts(opened: Project | Failure): Promise<Facts> {
  const { env } = process;
  const project = opened instanceof Failure ? null : opened;
  const settings = project?.settings ?? null;
  const bin = settings?.postgres.bin ?? null;
  const backups = settings === null ? [] : await metadataIn(settings.backups);
  const newest = backups[0];
  const major =
    (newest ? Number.parseInt(newest.server.version, 10) : null) ?? project?.surroundings.config?.majorVersion ?? null;
  const [cli, clients, servers, database, commit] = await Promise.all([
    readCli(project),
    findBins({ bin, env }, ['pg_dump', 'pg_dumpall', 'pg_restore', 'psql']),
    findBins({ bin, env }, ['initdb', 'postgres']),
    project === null ? null : askLocal(project),
    commitTime(),
  ]);
  const size = Math.max(sizeOf(newest) ?? 0, database?.bytes ?? 0);
  return {
    settings:
      opened instanceof Failure
        ? { problem: opened.message, hint: opened.hint }
        : { reviewed: reviewedFrom(opened), notes: opened.settings.notes },
    ...{ cli, major, clients, servers, install: installHint(major ?? usualMajor) },
    otherPrograms:
      settings?.postgres.tools === 'container'
        ? 'container'
        : settings?.postgres.scratch === 'createdb'
          ? 'createdb'
          : null,
    folder: settings === null ? null : await readFolder(settings.backups.directory),
    plain: settings === null ? [] : plainNotes(backups, settings.backups.directory),
    clock: {
      ...{ now: Date.now(), database: database?.now ?? null, commit },
      newestBackup: newest ? Date.parse(newest.startedAt) : null,
    },
    disk: settings === null ? null : { free: freeAt(settings.backups.directory), size: size === 0 ? null : size },
  };
}

/** What policy was read from; null when nothing of it is committed. */
function reviewedFrom({ settings, git }: Project): string | null {
  const ref = reviewedRef(git);
  return ref !== null && settings.sources.some((source) => source.startsWith(`${ref}:`)) ? ref : null;
}

async function readCli(project: Project | null): Promise<Facts['cli']> {
  try {
    const cli = await findRealCli({
      setting: project?.settings.cli ?? null,
      projectFolder: project?.surroundings.projectFolder ?? null,
      ...thisPlace(),
    });
    return { path: cli.path, version: cli.version, foundIn: cli.foundIn, isKnown: cli.era !== 'unknown' };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problem: error.message, hint: error.hint };
  }
}

/** Newest first. A folder that cannot be read has no backups; the check of its rights says so. */
async function metadataIn({ directory, archive }: Project['settings']['backups']): Promise<readonly Metadata[]> {
  const listed = await listBackups(directory, archive).catch(() => null);
  return listed?.backups.map(({ metadata }) => metadata) ?? [];
}

function plainNotes(backups: readonly Metadata[], directory: string): readonly string[] {
  try {
    return vaultNotes({ backups, pushes: readPushes(directory).records, repository: null });
  } catch (error) {
    return [`vault.jsonl cannot be read: ${(error as Error).message}`];
  }
}

/** Time and size of the local database; null when it does not answer, or when "local" is another machine. */
async function askLocal(project: Project) {
  try {
    const connection = connectionFor(namedTarget(project), project.surroundings);
    if (!['127.0.0.1', 'localhost', '::1'].includes(connection.host)) return null;
    const session = await connect(connection, { timeout: patience });
    try {
      const [row] = await session.query<{ now: string; bytes: string }>(
        'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now, pg_database_size(current_database()) as bytes',
      );
      return row ? { now: Number(row.now), bytes: Number(row.bytes) } : null;
    } finally {
      await session.close();
    }
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** Names others can read, and links that are not ours. */
async function readFolder(path: string): Promise<Facts['folder']> {
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (!seen) return { path: shown(path), isThere: false, loose: [], isIgnored: null };
  const names = seen.isDirectory() ? readdirSync(path, { withFileTypes: true }) : [];
  const isLoose = (file: string) => ((lstatSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0;
  const loose = names.filter((entry) => entry.isFile() && isLoose(join(path, entry.name))).map(({ name }) => name);
  const own = seen.isDirectory() && !isLoose(path) ? [] : ['the folder itself'];
  return { path: shown(path), isThere: true, loose: [...own, ...loose], isIgnored: await isIgnored(path) };
}

async function isIgnored(folder: string): Promise<boolean | null> {
  const probe = join(folder, 'backup_20000101_000000_full.sql');
  const status = await git(folder, ['check-ignore', '-q', '--no-index', probe]);
  return status.code === 0 ? true : status.code === 1 ? false : null;
}

/** Milliseconds since 1970 of the commit here; null without one. */
async function commitTime(): Promise<number | null> {
  const { code, stdout } = await git(process.cwd(), ['log', '-1', '--format=%ct']);
  const seconds = Number(stdout.trim());
  return code === 0 && seconds > 0 ? seconds * 1000 : null;
}

async function git(folder: string, args: readonly string[]) {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };
  return promisify(execFile)('git', ['-C', folder, ...args], { env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code?: unknown }) => ({ code: error.code, stdout: '' }),
  );
}

function sizeOf(backup: Metadata | undefined): number | null {
  return backup ? Object.values(backup.parts).reduce((sum, part) => sum + part.bytes, 0) : null;
}

/** Free bytes where a folder is or will be. */
function freeAt(folder: string): number {
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}

function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') ? path : below;
}
