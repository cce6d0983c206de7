import { lstatSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { matcher } from './match.ts';

/** Files that patterns name, in the CLI's order, and what kept us from looking. */
export interface Expanded {
  /** As the CLI names them: relative to the project's folder unless written absolute. */
  readonly files: readonly string[];
  readonly faults: readonly string[];
}

const magic = /[*?[\\]/;

/**
 * Expands seed patterns as both CLIs do: one part of the path at a time ("**" is "*"), folders walked for *.sql without
 * their links, every file once. A pattern that finds nothing is no fault: the CLI warns and runs nothing for it.
 */
export function expandPatterns(workdir: string, patterns: readonly string[]): Expanded {
  const faults: string[] = [];
  const files = new Set<string>();
  const fault = (path: string, error: unknown) => faults.push(`${path} cannot be read (${codeOf(error)})`);
  const at = (path: string) => (isAbsolute(path) ? path : join(workdir, path));

  const find = (pattern: string): string[] => {
    if (pattern === '') return [];
    if (!magic.test(pattern)) return stands(at(pattern), pattern) ? [pattern] : [];
    const slash = pattern.lastIndexOf('/');
    const folder = slash === -1 ? '' : slash === 0 ? '/' : pattern.slice(0, slash);
    const name = matcher(pattern.slice(slash + 1)) as RegExp;
    const folders = magic.test(folder) ? find(folder) : [folder];
    return folders.flatMap((one) =>
      list(one)
        .filter((entry) => name.test(entry))
        .map((entry) => join(one, entry)),
    );
  };
  const stands = (path: string, shown: string): boolean => {
    try {
      lstatSync(path);
      return true;
    } catch (error) {
      if (!isAbsent(error)) fault(shown, error);
      return false;
    }
  };
  const list = (folder: string): string[] => {
    try {
      return readdirSync(folder === '' ? workdir : at(folder)).sort(byBytes);
    } catch (error) {
      if (!isAbsent(error)) fault(folder, error);
      return [];
    }
  };
  const walk = (folder: string): string[] =>
    list(folder).flatMap((entry) => {
      const path = join(folder, entry);
      const found = lstatSync(at(path), { throwIfNoEntry: false });
      if (found?.isDirectory()) return walk(path);
      return found?.isFile() && path.endsWith('.sql') ? [path] : [];
    });

  for (const pattern of patterns) {
    if (pattern.split('/').some((part) => matcher(part) === null)) {
      faults.push(`the seed pattern "${pattern}" cannot be expanded`);
      continue;
    }
    for (const path of find(pattern).sort(byBytes)) {
      try {
        for (const file of statSync(at(path)).isDirectory() ? walk(path).sort(byBytes) : [path]) files.add(file);
      } catch (error) {
        fault(path, error);
      }
    }
  }
  return { files: [...files], faults };
}

/** A configured path: relative ones belong to supabase/, and are cleaned as the CLI cleans them. Pure. */
export function inSupabase(path: string): string {
  if (path === '' || isAbsolute(path)) return path;
  return join('supabase', path).replace(/\/$/, '');
}

/** Sorted as the CLI sorts: by the bytes of the names. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** ENOENT and its like, or the text of what is no system error. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** Nothing is there under that name. */
export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}
