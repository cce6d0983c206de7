import { createHash } from 'node:crypto';
import { oneLine } from '../terminal/clean.ts';
import { backupTimes, type Times, testTimes } from './times.ts';
import type { KnownTarget } from './types.ts';

/** One thing a timer runs. */
export interface Run {
  /** The target's part of names: "permahub-harbour-1a2b3c4d-staging-db-5e6f7a8b". */
  readonly group: string;
  /** Part of file names and labels: "permahub-harbour-1a2b3c4d-backup-staging-db-5e6f7a8b". */
  readonly id: string;
  readonly kind: 'backup' | 'verify';
  /** For people, one clean line. */
  readonly words: string;
  /** Words after `permahub`. */
  readonly args: readonly string[];
  readonly times: Times;
  readonly password: Password;
}

/** Where the password comes from: it is never written into a timer. */
interface Password {
  readonly variable: 'SUPABASE_DB_PASSWORD' | 'PGPASSWORD';
  /** File name in ~/.config/permahub: one line VARIABLE='…', readable by its owner alone. */
  readonly file: string;
  /** Its name among a forge's secrets: one for each target. */
  readonly secret: string;
  /** Whose it is, for people. */
  readonly of: string;
  /** False where ~/.pgpass may hold it instead. */
  readonly required: boolean;
}

/** What a platform's generator is given. Paths are clean, and absolute but for `folder` in a workflow. */
export interface Plan {
  /** Begins the name of every file of the project: "permahub-harbour-1a2b3c4d". */
  readonly id: string;
  readonly runs: readonly Run[];
  /** The project; in a workflow relative to the repository's root. */
  readonly folder: string;
  /** The program and its first words: node and bin/permahub. */
  readonly program: readonly string[];
  /** Of this very program, for where it is installed anew each time. */
  readonly version: string;
  /** PostgreSQL's major version, where programs are installed anew each time. */
  readonly major: number;
}

export interface TimerFile {
  readonly name: string;
  readonly text: string;
}

/** What a platform needs, and how it is told. */
export interface Timers {
  readonly files: (plan: Plan) => readonly TimerFile[];
  /** Whether a file of this name may be one of the project's; its seal says whether it is ours. */
  readonly owns: (planId: string, name: string) => boolean;
  /** The one command that makes the timers run. */
  readonly activate: (of: Installed) => string;
  /** The one command that stops them. */
  readonly deactivate: (of: Installed) => string;
  /** What a person has to know or to do besides. */
  readonly notes: readonly string[];
}

/** Files of a plan, in the directory (absolute) where they are. */
export interface Installed {
  readonly directory: string;
  readonly names: readonly string[];
}

/** What has to run for these targets: a backup each as often as its duty says, and a weekly restore test. Pure. */
export function planRuns(
  folder: string,
  targets: readonly { readonly target: KnownTarget; readonly argument: string }[],
): Run[] {
  return targets.flatMap(({ target, argument }) => {
    const times = backupTimes(target.environment);
    if (times === null) return [];
    const { environment } = target;
    const label = oneLine(target.label);
    const id = `${slug(label)}-${fingerprint(argument)}`;
    const plan = planId(folder);
    const isUrl = argument.includes('://');
    const variable = isUrl ? 'PGPASSWORD' : 'SUPABASE_DB_PASSWORD';
    const secret = `PERMAHUB_${id.replaceAll('-', '_').toUpperCase()}`;
    const password = {
      variable,
      file: `${plan}-${id}.env`,
      secret,
      of: label,
      required: !isUrl && argument !== 'local',
    } as const;
    const often = environment === 'production' ? 'every 6 hours' : 'daily';
    return [
      {
        ...{ id: `${plan}-backup-${id}`, group: `${plan}-${id}`, kind: 'backup', times, password },
        words: `a verified backup of ${label} (${environment}), ${often}`,
        args: ['backup', '--scheduled', '--target', argument, '--why', `scheduled: ${environment}, ${often}`],
      },
      {
        ...{ id: `${plan}-verify-${id}`, group: `${plan}-${id}`, kind: 'verify', times: testTimes, password },
        words: `a restore test of ${label} (${environment}), weekly`,
        args: ['verify', '--weekly', '--target', argument],
      },
    ];
  });
}

/** Two projects never share one. */
export function planId(folder: string): string {
  return `permahub-${slug(folder.slice(folder.lastIndexOf('/') + 1))}-${fingerprint(folder)}`;
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.slice(0, 40).replace(/^-+|-+$/g, '') || 'project';
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
