import { listBackups } from '../backup/list.ts';
import { checklists } from '../checklists/items.ts';
import type { Facts, Kind, PointInTime } from '../checklists/types.ts';
import { lintSql } from '../classification/sql/lint.ts';
import { loadParser } from '../classification/sql/parser.ts';
import { findRealCli } from '../cli/find.ts';
import { readPointInTime } from '../cli/point-in-time.ts';
import { migrationsOf, targetWord } from '../guard/checklist-gate.ts';
import { parse } from '../invocation/parse.ts';
import { type Applied, appliedIn, testedIn } from '../journal/applied.ts';
import { openJournal } from '../journal/journal.ts';
import { connect } from '../postgres/connection.ts';
import { readHistory } from '../postgres/migration-history.ts';
import { connectionFor } from '../target/connection.ts';
import { isClean } from '../target/git.ts';
import type { History, WhatRuns } from '../target/sql/types.ts';
import { readWhatRuns } from '../target/sql/what-runs.ts';
import type { Target } from '../target/types.ts';
import { thisPlace } from './place.ts';
import type { Project } from './project.ts';

/**
 * Gathers what the machine's checks look at: backups, journal, git, and what a push (before a reset: a reset) of the target
 * would run. For a push the target's history is read; nothing is written anywhere. Failures: those of connecting.
 */
export async function checklistFacts(of: {
  readonly kind: Kind;
  readonly project: Project;
  readonly target: Target;
  /** What colleagues' signed statements say. */
  readonly shared: readonly Applied[];
}): Promise<Facts> {
  const { project, target } = of;
  const { settings, git } = project;
  const [what, listed, parser, clean] = await Promise.all([
    whatWouldRun(of),
    listBackups(settings.backups.directory, settings.backups.archive),
    loadParser(),
    git.root === null ? null : isClean(git.root),
  ]);
  const migrations = migrationsOf(what.sources);
  const applied = [...appliedIn(openJournal(settings.backups.directory).lines()), ...of.shared];
  return {
    now: new Date(),
    target,
    targetWord: targetWord(target),
    maxAgeSeconds: settings.backups.maxAgeSeconds,
    backups: listed.backups.map(({ metadata }) => metadata),
    migrations,
    lint: lintSql(what.sources, parser),
    what,
    tested: { local: testedIn('local', migrations, applied), staging: testedIn('staging', migrations, applied) },
    pointInTime: await pointInTimeOf(of),
    git: { commit: git.commit, clean },
  };
}

/** Read as the Supabase CLI 3.x would run it. */
async function whatWouldRun({ kind, project, target }: Parameters<typeof checklistFacts>[0]): Promise<WhatRuns> {
  const { surroundings, flags } = project;
  const command = kind === 'reset' ? 'db reset' : 'db push';
  const at = flags.length === 0 ? ['--local'] : flags.map(({ name, value }) => `--${name}${value ? `=${value}` : ''}`);
  const invocation = parse([...command.split(' '), ...at], 'v3');
  const history = kind === 'reset' ? null : await historyOf(target, project);
  return readWhatRuns({ invocation, surroundings, history, stdin: async () => null, env: process.env });
}

async function historyOf(target: Target, { surroundings }: Project): Promise<History> {
  const session = await connect(connectionFor(target, surroundings), { env: process.env });
  try {
    return await readHistory(session);
  } finally {
    await session.close();
  }
}

/** Only a hosted project has it, and only its API knows; asked only where the checklist has that line. */
async function pointInTimeOf({ kind, project, target }: Parameters<typeof checklistFacts>[0]): Promise<PointInTime> {
  const asks = checklists[kind].items.some(({ by }) => 'machine' in by && by.machine === 'point-in-time');
  if (!asks) return { kind: 'unknown', why: 'nobody asked' };
  const { projectRef } = target;
  if (projectRef === null) return { kind: 'unknown', why: 'it is not known to be a hosted project' };
  const { settings, surroundings } = project;
  const place = thisPlace();
  const cli = await findRealCli({ setting: settings.cli, projectFolder: surroundings.projectFolder, ...place });
  const said = await readPointInTime(cli, { projectRef, cwd: surroundings.workdir, env: place.env });
  if ('why' in said) return { kind: 'unknown', why: said.why };
  return { kind: said.enabled ? 'enabled' : 'disabled' };
}
