import type { Metadata } from '../backup/types.ts';
import type { Tested } from '../journal/applied.ts';
import { oneLine } from '../terminal/clean.ts';
import { bytes, counted, duration } from '../terminal/words.ts';
import type { Check, Facts, Standing } from './types.ts';

/** What each check finds in the facts. `open`: the machine cannot tell, a person has to. Pure. */
export const checks: Readonly<Record<Check, (facts: Facts) => Standing>> = {
  'backup-made': (facts) => {
    const newest = recent(facts).find(isProven);
    return newest ? done(`${newest.backup}, ${newest.finishedAt}`) : noBackup(facts);
  },
  'backup-verified': (facts) => {
    const newest = recent(facts).find(isProven);
    if (!newest) return noBackup(facts);
    const { proof, parts, backup } = newest;
    const size = bytes(Object.values(parts).reduce((sum, part) => sum + part.bytes, 0));
    const equal = `${counted(proof.tables, 'table')} and ${counted(proof.rows, 'row')} equal after a restore`;
    return { ...done(`${backup}, ${size}: ${equal}`), detail: unverified(newest) };
  },
  'sql-read': ({ lint, what, migrations }) => {
    const unread = [
      ...what.faults,
      ...lint.unparsed.map(({ file, line, message }) => `${file}:${line}: ${message}`),
      ...(what.stops === undefined ? [] : [what.stops]),
    ];
    const found = lint.findings.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    const read = counted(Object.keys(migrations).length, 'migration');
    const words = found.length === 0 ? 'nothing destructive found' : counted(found.length, 'finding');
    if (unread.length === 0) return { ...done(`${read} read, ${words}`), detail: found.map(oneLine) };
    return { ...failed(`Not all of it could be read; ${words}`), detail: [...unread, ...found].map(oneLine) };
  },
  'tested-local': ({ tested }) => testedOn('local', tested.local),
  'tested-staging': ({ tested }) => testedOn('staging', tested.staging),
  rollback: (facts) => {
    const newest = recent(facts).find(isProven);
    if (!newest) return noBackup(facts);
    const { proof, backup } = newest;
    const how = `restored in ${duration(proof.seconds)} into ${proof.scratch} on ${proof.at}`;
    return { ...done(`${backup}: ${how}`), detail: unverified(newest) };
  },
  'point-in-time': ({ pointInTime }) => {
    if (pointInTime.kind === 'enabled') return done('the Supabase CLI lists the project with it');
    if (pointInTime.kind === 'disabled') return failed('The Supabase CLI lists the project without it');
    return { state: 'open', how: `A machine cannot tell here (${pointInTime.why}): a person has to`, detail: [] };
  },
  'git-clean': ({ git: { commit, clean } }) => {
    if (commit === null) return failed('There is no git commit');
    return clean === true ? done(`commit ${commit.slice(0, 7)}`) : failed('There are uncommitted changes');
  },
};

function testedOn(environment: string, tested: Tested): Standing {
  if (tested.kind === 'untested')
    return {
      ...failed(
        `Not applied to a ${environment} database in this form, as far as the journal and shared evidence know`,
      ),
      detail: tested.files,
    };
  if (tested.at === '') return done('no migration is pending');
  return done(`applied to ${tested.target}, ${tested.at}, by ${oneLine(tested.by)}`);
}

type Proven = Metadata & { readonly proof: NonNullable<Metadata['proof']> };

function isProven(metadata: Metadata): metadata is Proven {
  return metadata.proof !== null;
}

/** Backups of the target that are young enough and hold something, newest first. */
function recent({ backups, target, now, maxAgeSeconds }: Facts): Metadata[] {
  return backups.filter((metadata) => {
    const seconds = (now.getTime() - Date.parse(metadata.startedAt)) / 1000;
    const filled = Object.values(metadata.parts).some((part) => part.bytes > 0);
    return metadata.target.key === target.key && seconds <= maxAgeSeconds && filled;
  });
}

function unverified({ proof }: Proven): string[] {
  return proof.unverified.map((what) => `NOT VERIFIED: ${oneLine(what)}`);
}

function noBackup({ target, maxAgeSeconds, targetWord }: Facts): Standing {
  const how = `No backup of ${target.label} that was proven by a restore and is younger than ${duration(maxAgeSeconds)}`;
  return { ...failed(how), detail: [`$ permahub backup --target ${targetWord}`] };
}

function done(how: string): Standing {
  return { state: 'done', how, detail: [] };
}

function failed(how: string): Standing {
  return { state: 'failed', how, detail: [] };
}
