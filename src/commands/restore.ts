import { findBackup, listBackups } from '../backup/list.ts';
import { openBackup } from '../backup/open.ts';
import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { readPart } from '../recovery/archive.ts';
import { type Form, formFlags } from '../recovery/form.ts';
import { referencesTo, selectTables } from '../recovery/selection.ts';
import type { Target } from '../target/types.ts';
import { type Carrying, typed } from './carrying.ts';
import { ownTask } from './own-task.ts';
import { openProject, type Project } from './project.ts';
import { putBack } from './put-back.ts';
import { mustReachFolder } from './reach-folder.ts';
import { stackMaker } from './restart-stack.ts';
import { restoreFinding } from './restore-words.ts';
import { namedTarget, targetFlags } from './target.ts';

export interface RestoreOptions {
  readonly name: string | null;
  readonly target: string | null;
  /** Another target to overwrite with it. */
  readonly to: string | null;
  readonly tables: readonly string[];
  readonly schemaOnly: boolean;
  readonly dataOnly: boolean;
  readonly clean: boolean;
  /** Over this many connections, which is no transaction; null: in one. */
  readonly jobs: number | null;
  readonly restart: boolean;
  /** Production, by the owner alone. */
  readonly emergency: boolean;
}

/** `permahub restore [BACKUP]`: overwrites the target with a backup or a part of it, after a backup of what is overwritten. */
export async function restore(options: RestoreOptions, by: Carrying = typed): Promise<number> {
  assertOneForm(options);
  assertWhole(options);
  const project = await openProject(targetFlags(options.to ?? options.target));
  const target = namedTarget(project);
  if (options.restart && !target.isLocalStack)
    throw usage(`--restart is for the local stack, and ${target.label} is not it`);
  const backup = await choose(project, options, target);
  await mustReachFolder(project, target, backup);
  const { metadata } = backup;
  const schema = options.tables.length > 0 ? await schemaOf(backup) : '';
  const form = formOf(options, backup, schema);
  const tables = metadata.facts.tables.map(({ name }) => name);
  const touches = form.kind === 'tables' ? form.tables : form.kind === 'clean' || form.kind === 'data' ? tables : null;
  const named = options.to === null ? 'target' : 'to';
  const shown = options[named] === null ? '' : ` --${named} ${target.label}`;
  const { jobs } = options;
  const full = `permahub restore ${metadata.backup}${formFlags(form)}${shown}${jobs === null ? '' : ` --jobs ${jobs}`}${options.restart ? ' --restart' : ''}`;
  const stack = stackMaker(project, target, options.restart);
  const over = jobs === null ? null : { count: jobs, target, shown: full };
  const acted = await by.carry(
    await ownTask({
      project,
      target,
      by,
      emergency: options.emergency,
      argv: argvOf(metadata.backup, form, options),
      command: 'restore',
      shown: full,
      ...restoreFinding({
        ...{ metadata, form, elsewhere: metadata.target.key !== target.key },
        references: form.kind === 'tables' ? referencesTo(form.tables, schema) : [],
        jobs,
      }),
      ...(touches ? { touches } : {}),
      facts: {
        restores: metadata.backup,
        form: form.kind,
        ...(form.kind === 'tables' ? { tables: form.tables } : {}),
        ...(over ? { jobs } : {}),
      },
      ...(await putBack(backup, project.git.commit, form, stack, over)),
    }),
  );
  return acted.status ?? 1;
}

/** The words that do the same again, whatever is the newest backup then. */
function argvOf(backup: string, form: Form, options: RestoreOptions): string[] {
  const { target, to, restart, emergency, jobs } = options;
  const flags =
    form.kind === 'tables'
      ? form.tables.flatMap((table) => ['--table', table])
      : [formFlags(form).trim()].filter(Boolean);
  const value = (flag: string, given: string | null) => (given === null ? [] : [flag, given]);
  const on = (flag: string, given: boolean) => (given ? [flag] : []);
  const places = [...value('--target', target), ...value('--to', to)];
  const over = value('--jobs', jobs === null ? null : String(jobs));
  return [
    'restore',
    backup,
    ...flags,
    ...places,
    ...over,
    ...on('--restart', restart),
    ...on('--emergency', emergency),
  ];
}

/** The structure as the backup has it, archived or not. */
async function schemaOf(backup: Backup): Promise<string> {
  const opened = await openBackup(backup);
  try {
    return await readPart(opened.backup, 'schema');
  } finally {
    await opened.close();
  }
}

/**
 * The one named, else the newest proven one of the target. One target's backup goes into another only with `--to`, which
 * names what is overwritten.
 */
async function choose(project: Project, { name, target: words, to }: RestoreOptions, target: Target): Promise<Backup> {
  const { directory, archive } = project.settings.backups;
  const source = to === null ? target : words === null && name !== null ? null : await otherTarget(words);
  if (name === null) return newestOf(directory, archive, (source ?? target).key);
  const backup = await findBackup(directory, name, archive);
  const { metadata } = backup;
  if (source && metadata.target.key !== source.key)
    throw new Failure('restore-elsewhere', {
      backup: metadata.backup,
      of: metadata.target.label,
      target: source.label,
    });
  return backup;
}

async function otherTarget(words: string | null): Promise<Target> {
  return namedTarget(await openProject(targetFlags(words)));
}

async function newestOf(directory: string, archive: string, key: string): Promise<Backup> {
  const { backups } = await listBackups(directory, archive);
  const newest = backups.find(({ metadata }) => metadata.target.key === key && metadata.proof !== null);
  if (!newest) throw new Failure('backup-missing', { backup: `a verified backup of ${key}`, directory });
  return newest;
}

function assertOneForm(options: RestoreOptions): void {
  const named = partsOfOne(options);
  if (named.length > 1) throw usage(`${named.join(' and ')} do not go together`);
}

/** Whether a part fits into what stays is only found out by doing it, and where it does not all must roll back. */
function assertWhole({ jobs, ...options }: RestoreOptions): void {
  const [part] = jobs === null ? [] : partsOfOne(options);
  if (part === undefined) return;
  const why =
    part === '--schema-only'
      ? 'without rows there is nothing to gain'
      : 'where the backup does not fit into what stays, all is rolled back, and over several connections nothing can be';
  throw usage(`--jobs does not go with ${part}: ${why}`);
}

function partsOfOne({
  schemaOnly,
  dataOnly,
  clean,
  tables,
}: Pick<RestoreOptions, 'schemaOnly' | 'dataOnly' | 'clean' | 'tables'>) {
  return [
    ...(schemaOnly ? ['--schema-only'] : []),
    ...(dataOnly ? ['--data-only'] : []),
    ...(clean ? ['--clean'] : []),
    ...(tables.length > 0 ? ['--table'] : []),
  ];
}

function formOf(options: RestoreOptions, { metadata }: Backup, schema: string): Form {
  if (options.schemaOnly) return { kind: 'schema' };
  if (options.dataOnly) return { kind: 'data' };
  if (options.clean) return { kind: 'clean' };
  if (options.tables.length === 0) return { kind: 'whole' };
  const tables = metadata.facts.tables.filter(({ kind }) => kind === 'table').map(({ name }) => name);
  const selected = selectTables(options.tables, tables, schema);
  if (selected.kind === 'none') throw usage(selected.problem.replace('The backup', metadata.backup));
  return selected;
}

function usage(problem: string): Failure {
  return new Failure('usage', { problem, verb: 'restore' });
}
