import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { hanging } from '../../src/terminal/wrap.ts';

/** What differs from run to run: the text or pattern, and what stands for it in a golden file. */
export type Replaced = readonly (readonly [volatile: string | RegExp, placeholder: string])[];

/** Compares with test/goldens/<name>.txt, whole, once what differs from run to run has been replaced. */
export async function expectGolden(text: string, name: string, replaced: Replaced): Promise<void> {
  const plain = replacing(text.replaceAll('\r', ''), replaced);
  await expect(`${plain.trim()}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `../goldens/${name}.txt`));
}

/**
 * The same of a terminal's screen in which paths of this machine stand: how long they are decides where a line is broken, so
 * it is broken anew with what stands for them. That the screen was broken like that is asserted as well.
 */
export async function expectWrapped(screen: string, name: string, replaced: Replaced): Promise<void> {
  const whole = unwrapped(screen);
  expect(wrapped(whole)).toBe(screen);
  await expectGolden(wrapped(replacing(whole, replaced)), name, []);
}

const width = 80;

function wrapped(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => hanging(line, width))
    .join('\n');
}

/** Failures and notes in lines as long as they are without a terminal. */
function unwrapped(screen: string): string {
  const lines: string[] = [];
  for (const line of screen.split('\n')) {
    const last = lines.at(-1) ?? '';
    const under = last.startsWith('permahub: ') ? 'permahub: '.length : indentOf(last) + 2;
    if (indentOf(line) === under && line !== '' && `${last} ${line.trim()}`.length > width)
      lines.splice(-1, 1, `${last} ${line.trim()}`);
    else lines.push(line);
  }
  return lines.join('\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function replacing(text: string, replaced: Replaced): string {
  return replaced.reduce((all, [from, to]) => all.replaceAll(from as string, to), text);
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
