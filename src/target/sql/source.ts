import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { codeOf } from './patterns.ts';
import type { SqlKind, SqlSource } from './types.ts';

/** A file of SQL, read whole; or a fault in words that names it. Only plain files: a pipe would be emptied for the CLI. */
export function readSource(
  path: string,
  as: { readonly file: string; readonly kind: SqlKind; readonly version: string | null },
): { readonly source: SqlSource } | { readonly fault: string } {
  const { file, kind, version } = as;
  try {
    if (!statSync(path).isFile()) return { fault: `${file} is no plain file` };
    const bytes = readFileSync(path);
    const text = decode(bytes);
    if (text === null) return { fault: `${file} is not UTF-8` };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { source: { file, kind, version, text, from: { path, sha256 } } };
  } catch (error) {
    return { fault: `${file} cannot be read (${codeOf(error)})` };
  }
}

/** UTF-8 to text, without a byte order mark as the CLI drops it; null where the bytes are something else. Pure. */
export function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
