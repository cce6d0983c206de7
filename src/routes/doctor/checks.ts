import { bytes, counted, duration } from '../../terminal/words.ts';
import type { Check } from './types.ts';

/** What went wrong, and what to do about it. */
interface Problem {
  readonly problem: string;
  readonly hint: string;
}

/** A folder of PostgreSQL programs. */
interface Programs {
  readonly folder: string;
  readonly version: string;
  readonly major: number;
}

/** What was found, to be judged. */
export interface Facts {
  readonly settings: { readonly reviewed: string | null; readonly notes: readonly string[] } | Problem;
  readonly cli:
    | { readonly path: string; readonly version: string; readonly foundIn: string; readonly isKnown: boolean }
    | Problem;
  /** Major version of the database, as configured or as last backed up; null when nobody knows. */
  readonly major: number | null;
  readonly clients: readonly Programs[];
  readonly servers: readonly Programs[];
  /** Where the settings take programs or scratch from elsewhere. */
  readonly otherPrograms: 'container' | 'createdb' | null;
  /** How to install programs of that major. */
  readonly install: string;
  readonly folder: {
    readonly path: string;
    readonly isThere: boolean;
    /** What others than this account may read, or what is a link. */
    readonly loose: readonly string[];
    /** null: no repository, so nothing ignores. */
    readonly isIgnored: boolean | null;
  } | null;
  /** Notes on production backups that lie here in plain files and in no vault. */
  readonly plain: readonly string[];
  /** Milliseconds since 1970: this machine's clock, and what should not be after it. */
  readonly clock: {
    readonly now: number;
    readonly database: number | null;
    readonly newestBackup: number | null;
    readonly commit: number | null;
  };
  /** Bytes: free where backups go, and of the newest backup or the database, whichever is larger. */
  readonly disk: { readonly free: number; readonly size: number | null } | null;
}

/** Seconds that clocks may differ. */
const tolerance = 60;
/** A backup, its restore on scratch and the clone of a rehearsal. */
const copies = 3;

/** Everything but routes that has to be right before the guard can work. Pure. */
export function checksOf(facts: Facts): readonly Check[] {
  return [
    settingsCheck(facts.settings),
    cliCheck(facts.cli),
    programsCheck('PostgreSQL programs', facts.clients, facts),
    programsCheck('scratch server', facts.servers, facts),
    folderCheck(facts.folder),
    ...(facts.plain.length === 0
      ? []
      : [bad('production backups', facts.plain.join('; '), 'name a vault: docs/vault.md, then permahub vault push')]),
    clockCheck(facts.clock),
    diskCheck(facts.disk),
  ];
}

function settingsCheck(settings: Facts['settings']): Check {
  if ('problem' in settings) return bad('settings', settings.problem, settings.hint);
  const from =
    settings.reviewed === null
      ? 'nothing is committed: every remote is production'
      : `valid; policy is read from ${settings.reviewed}`;
  return good('settings', [from, ...settings.notes].join('; '));
}

function cliCheck(cli: Facts['cli']): Check {
  if ('problem' in cli) return bad('real CLI', cli.problem, cli.hint);
  const words = `${cli.version}, ${cli.path} (${cli.foundIn})`;
  if (cli.isKnown) return good('real CLI', words);
  return bad('real CLI', `${words}: this version is not known, so nothing passes`, 'install supabase 1.x, 2.x or 3.x');
}

function programsCheck(check: string, found: readonly Programs[], of: Facts): Check {
  if (of.otherPrograms === 'container') return good(check, "the local stack's container, by the settings");
  if (of.otherPrograms === 'createdb' && check === 'scratch server')
    return good(check, 'a database on a server of your own, by the settings');
  const { major } = of;
  const fitting = found.filter((each) => major === null || each.major >= major).map((each) => each.major);
  const chosen = found.find((each) => each.major === Math.min(...fitting));
  if (chosen) return good(check, `PostgreSQL ${chosen.version} in ${chosen.folder}`);
  const newest = found[0];
  const lacking = newest ? `${newest.version} is the newest, and the database is ${major}` : 'none were found';
  return bad(check, lacking, of.install);
}

function folderCheck(folder: Facts['folder']): Check {
  const check = 'backup folder';
  if (folder === null) return unknown(check, 'not known without settings');
  if (!folder.isThere) return good(check, `${folder.path}: made by the first backup`);
  if (folder.loose.length > 0) {
    const some = folder.loose.slice(0, 3).join(', ') + (folder.loose.length > 3 ? ', …' : '');
    const mend = `chmod 700 ${folder.path} && chmod 600 ${folder.path}/*`;
    return bad(check, `${counted(folder.loose.length, 'name')} others can read or that lead elsewhere: ${some}`, mend);
  }
  if (folder.isIgnored === false)
    return bad(check, 'git would commit what is in it', `echo '*' > ${folder.path}/.gitignore`);
  const ignored = folder.isIgnored === null ? 'in no repository' : 'ignored by git';
  return good(check, `${folder.path}: for this account alone, ${ignored}`);
}

function clockCheck({ now, database, newestBackup, commit }: Facts['clock']): Check {
  const ahead = (at: number | null) => (at === null ? 0 : (at - now) / 1000);
  const mend = 'set the clock of this machine: journal, requests and schedules go by it';
  if (database !== null && Math.abs(ahead(database)) > tolerance)
    return bad('clock', `the clock of the local database differs by ${duration(Math.abs(ahead(database)))}`, mend);
  if (ahead(newestBackup) > tolerance)
    return bad('clock', `the newest backup is ${duration(ahead(newestBackup))} in the future`, mend);
  if (ahead(commit) > tolerance)
    return bad('clock', `the commit here is ${duration(ahead(commit))} in the future`, mend);
  const by = [
    database === null ? null : 'the local database',
    newestBackup === null ? null : 'the newest backup',
    commit === null ? null : 'the commit here',
  ].filter((each) => each !== null);
  return by.length === 0 ? unknown('clock', 'nothing here to compare it with') : good('clock', `fits ${by.join(', ')}`);
}

function diskCheck(disk: Facts['disk']): Check {
  const check = 'free disk';
  if (disk === null) return unknown(check, 'it could not be asked');
  if (disk.size === null) return good(check, `${bytes(disk.free)}; no backup and no database here to compare with`);
  const words = `${bytes(disk.free)}, for a database of ${bytes(disk.size)}`;
  if (disk.free >= copies * disk.size) return good(check, words);
  return bad(check, `${words}: too little for a backup, its restore and a rehearsal`, 'permahub retain, or make room');
}

const good = (check: string, detail: string): Check => ({ check, state: 'good', detail, mend: null });
const bad = (check: string, detail: string, mend: string): Check => ({ check, state: 'bad', detail, mend });
const unknown = (check: string, detail: string): Check => ({ check, state: 'unknown', detail, mend: null });
