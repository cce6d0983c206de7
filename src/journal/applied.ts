import type { ChainLine } from './types.ts';

/** Migration ("supabase/migrations/20251114_x.sql") -> SHA-256 of its bytes. */
export type Hashes = Readonly<Record<string, string>>;

/** One file that was applied somewhere, byte for byte. */
export interface Applied {
  readonly file: string;
  readonly sha256: string;
  readonly environment: string;
  /** The target's key. */
  readonly target: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly by: string;
}

/** Whether all of it was applied in an environment: when the last piece was, by whom; else which files were not. */
export type Tested =
  | { readonly kind: 'tested'; readonly at: string; readonly by: string; readonly target: string }
  | { readonly kind: 'untested'; readonly files: readonly string[] };

/** Everything that the outcomes of a journal say was applied, oldest first. Pure. */
export function appliedIn(lines: readonly ChainLine[]): Applied[] {
  const intents = new Map(lines.filter(({ kind }) => kind === 'intent').map(({ run, facts }) => [run, facts]));
  return lines
    .filter(({ kind }) => kind === 'outcome')
    .flatMap(({ at, run, facts }) => {
      const { applied, target, environment } = facts;
      if (!Array.isArray(applied)) return [];
      const by = String(intents.get(run)?.by ?? 'somebody unknown');
      return applied.filter(isHashed).map(({ file, sha256 }) => ({
        ...{ file, sha256, at, by },
        target: String(target),
        environment: String(environment),
      }));
    });
}

/**
 * Whether exactly these migrations, by hash, were applied in this environment before. What nobody applied yet is named; no
 * migrations at all count as tested by nobody: `at` is "". Pure.
 */
export function testedIn(environment: string, migrations: Hashes, applied: readonly Applied[]): Tested {
  const there = applied.filter((one) => one.environment === environment);
  const found = Object.entries(migrations).map(([file, sha256]) => ({
    file,
    last: there
      .filter((one) => one.file === file && one.sha256 === sha256)
      .sort(byTime)
      .at(-1),
  }));
  const files = found.filter(({ last }) => !last).map(({ file }) => file);
  if (files.length > 0) return { kind: 'untested', files };
  const latest = found
    .flatMap(({ last }) => last ?? [])
    .sort(byTime)
    .at(-1);
  return { kind: 'tested', at: latest?.at ?? '', by: latest?.by ?? '', target: latest?.target ?? '' };
}

function byTime(a: Applied, b: Applied): number {
  return Date.parse(a.at) - Date.parse(b.at);
}

function isHashed(one: unknown): one is { readonly file: string; readonly sha256: string } {
  const { file, sha256 } = (one ?? {}) as { file?: unknown; sha256?: unknown };
  return typeof file === 'string' && typeof sha256 === 'string';
}
