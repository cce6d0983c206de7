import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';

/** What differs from run to run: the text or pattern, and what stands for it in a golden file. */
export type Replaced = readonly (readonly [volatile: string | RegExp, placeholder: string])[];

/** Compares with test/goldens/<name>.txt, whole, once what differs from run to run has been replaced. */
export async function expectGolden(text: string, name: string, replaced: Replaced): Promise<void> {
  const plain = replaced.reduce((all, [from, to]) => all.replaceAll(from as string, to), text.replaceAll('\r', ''));
  await expect(`${plain.trim()}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `../goldens/${name}.txt`));
}

/** What a run said without its progress lines, which depend on how fast the machine is. */
export function withoutProgress(screen: string): string {
  const lines = screen
    .split('\n')
    .filter((line) => !/^(permahub: |\W )?Backing up and proving by a restore/.test(line));
  return lines.join('\n').trim();
}

/** SHA-256 of every file of published backups in a folder, by name. */
export function published(directory: string): Record<string, string> {
  const files = existsSync(directory)
    ? readdirSync(directory).filter((name) => /^backup_2.*(?<!\.partial)$/.test(name))
    : [];
  const hash = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(directory, file)))
      .digest('hex');
  return Object.fromEntries(files.sort().map((file) => [file, hash(file)]));
}

/** The lines of reset_log.chain that a backup folder holds; none when there is no journal. */
export function chain(
  directory: string,
): { kind: string; run: string; text: string; facts: Record<string, unknown> }[] {
  const file = join(directory, 'reset_log.chain');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
