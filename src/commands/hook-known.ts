import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { scrubText } from '../invocation/shown.ts';
import type { Known } from '../routes/hook/judge.ts';
import type { Sql, SqlMeaning } from '../routes/hook/judge-psql.ts';

/** Bytes of a file that is looked into; what is larger is no script of a person's. */
const largest = 1_000_000;

/** The disk, the settings, the SQL linter and the command tables of this process. */
export function knownHere(): Known {
  return {
    files: { read, home: process.env.HOME || homedir() },
    scrub: scrubText,
    backups,
    sql: sqlMeaning,
    supabase: async (simple) => (await import('./hook-supabase.ts')).supabaseRuling(simple, process.env),
  };
}

function read(path: string): string | null {
  try {
    const { size } = statSync(path);
    return statSync(path).isFile() && size <= largest ? readFileSync(path, 'utf8') : null;
  } catch {
    return null; // Not there, or not ours to read: the caller says what that means.
  }
}

/** The backup folder of the working tree's settings and the usual one, where they exist. No git is started. */
async function backups(folder: string): Promise<readonly string[]> {
  const root = upward(folder, '.git');
  const project = upward(folder, 'supabase/config.toml') ?? root ?? folder;
  const { loadSettings } = await import('../policy/settings.ts');
  const nobody = { commit: null, branch: null, userName: null, userEmail: null, upstreamDefault: null };
  const usual = join(project, 'backups/database');
  const found = await loadSettings({
    folder: project,
    git: { ...nobody, root },
    committed: { existing: async () => [], read: async () => null },
  }).then(
    ({ backups: { directory } }) => directory,
    () => usual, // Settings that cannot be read are said by every other verb; here the usual place counts.
  );
  return [...new Set([found, usual])].filter((one) => existsSync(one));
}

function upward(folder: string, name: string): string | null {
  if (existsSync(join(folder, name))) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : upward(parent, name);
}

async function sqlMeaning(sources: readonly Sql[]): Promise<SqlMeaning> {
  const [{ loadParser }, { lintSql }] = await Promise.all([
    import('../classification/sql/parser.ts'),
    import('../classification/sql/lint.ts'),
  ]);
  const lint = lintSql(
    sources.map(({ name, text }) => ({ file: name, kind: 'file', version: null, text })),
    await loadParser(),
  );
  const place = ({ file, line }: { readonly file: string; readonly line: number }) =>
    line > 1 || /\.sql$/.test(file) ? `${file}:${line}` : file;
  return {
    destroys: lint.findings
      .filter(({ effect }) => effect !== 'changes')
      .map((one) => scrubText(`${one.message} (${place(one)})`)),
    unread: lint.unparsed.map((one) => scrubText(`${place(one)} ${one.message.split('\n')[0]}`)),
  };
}
