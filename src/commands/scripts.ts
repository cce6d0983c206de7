import { lstat, mkdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Failure } from '../failures.ts';
import { publishFile } from '../published-file.ts';
import { printLines } from '../terminal/style.ts';
import { openProject } from './project.ts';
import { mark, type Script, scriptTexts } from './script-texts.ts';

/**
 * `permahub scripts`: prints thin scripts under the procedure's own names, or writes them into a folder. A file that is not
 * of this make is never overwritten, and then nothing is written. Failures: script-not-ours, script-not-written (74).
 */
export async function scripts(options: { readonly write: string | null }): Promise<number> {
  if (options.write === null) {
    const all = scriptTexts('..').map(({ name, text }) => `# ---- scripts/${name}\n${text}`);
    process.stdout.write(all.join('\n'));
    return 0;
  }
  const { surroundings } = await openProject();
  const folder = resolve(process.cwd(), options.write);
  const root = relative(folder, surroundings.projectFolder ?? surroundings.workdir) || '.';
  const all = scriptTexts(root);
  for (const script of all) await assertOurs(join(folder, script.name));
  for (const script of all) await write(folder, script);
  printLines(all.map(({ name }) => ({ text: `permahub: wrote ${join(options.write as string, name)}`, tone: 'good' })));
  return 0;
}

async function assertOurs(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw unwritten(path, error);
  });
  if (found === null) return;
  if (!found.isFile()) throw new Failure('script-not-ours', { file: path, problem: 'it is no plain file' });
  const text = await readFile(path, 'utf8');
  if (text.split('\n')[1] !== mark)
    throw new Failure('script-not-ours', { file: path, problem: 'something else is written in it' });
}

/** Failure: script-not-written. */
async function write(folder: string, { name, text }: Script): Promise<void> {
  const path = join(folder, name);
  try {
    await mkdir(folder, { recursive: true });
    publishFile(path, text, 0o755);
  } catch (error) {
    throw unwritten(path, error as NodeJS.ErrnoException);
  }
}

function unwritten(path: string, error: NodeJS.ErrnoException): Failure {
  return new Failure('script-not-written', { file: path, problem: error.code ?? error.message }, { cause: error });
}
