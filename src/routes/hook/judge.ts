import { docker } from './catalogue/docker.ts';
import { holds } from './catalogue/match.ts';
import { migrations } from './catalogue/migrations.ts';
import { postgres } from './catalogue/postgres.ts';
import { judgeFiles, judgeWrite, touchesFiles } from './judge-files.ts';
import { rulingOf, type Sql, type SqlMeaning, sqlOf } from './judge-psql.ts';
import { judgeTool, sqlOfTool } from './judge-tool.ts';
import type { Run } from './shell/commands.ts';
import { type Files, type Simple, startIn } from './shell/state.ts';
import { walkText } from './shell/walk.ts';
import { gap } from './shell/word.ts';
import type { Call, Ruling } from './types.ts';

/** What is known outside of this room. */
export interface Known {
  readonly files: Files;
  /** A text without passwords. */
  readonly scrub: (text: string) => string;
  /** Folders with backups that exist, absolute, as the settings of a folder name them. */
  readonly backups: (folder: string) => Promise<readonly string[]>;
  readonly sql: (sources: readonly Sql[]) => Promise<SqlMeaning>;
  /** What an invocation of `supabase` would do, judged as the shim would; null for no opinion. */
  readonly supabase: (simple: Simple) => Promise<Ruling | null>;
}

const dangers = [...postgres, ...docker, ...migrations];

/** Everything that is to be said against a call, what is denied first; nothing where there is no opinion. Runs nothing. */
export async function judge(call: Call, known: Known): Promise<readonly Ruling[]> {
  if (call.kind === 'other') return [];
  if (call.kind === 'tool') {
    const text = sqlOfTool(call);
    const ruling = judgeTool(call, text === null ? null : await meaningOf([{ name: 'the tool call', text }], known));
    return ruling ? [ruling] : [];
  }
  const found: (Ruling | Promise<Ruling | null>)[] = [];
  let asked: Promise<readonly string[]> | null = null;
  const backups = () => (asked ??= known.backups(call.folder));
  const seen = new Set<string>();
  const once = (key: string) => !seen.has(key) && seen.add(key);
  const state = startIn(call.folder);
  if (call.typing) state.input = { kind: 'unknown', raw: 'what is typed into it afterwards' };
  const run: Run = {
    files: known.files,
    depth: 0,
    spent: { count: 0 },
    around: state,
    through: null,
    walkText,
    sink: {
      simple: (simple) => {
        const { program, args, folder, input, raw } = simple;
        if (once(JSON.stringify([program, args, folder, input, raw]))) found.push(judgeSimple(simple, backups, known));
      },
      writes: (path, raw) => {
        if (!/^\/dev\//.test(path) && once(path))
          found.push(backups().then((all) => judgeWrite(path, `> ${raw}`, all)));
      },
      doubt: (rule, raw, message) => {
        if (once(rule + raw)) found.push({ verdict: 'ask', rule, command: raw, message });
      },
    },
  };
  walkText(call.command, state, run);
  const rulings = (await Promise.all(found)).filter((ruling) => ruling !== null);
  const clean = rulings.map((one) => ({
    ...one,
    command: known.scrub(one.command),
    message: known.scrub(one.message),
  }));
  return [...clean.filter(({ verdict }) => verdict === 'deny'), ...clean.filter(({ verdict }) => verdict === 'ask')];
}

async function judgeSimple(
  simple: Simple,
  backups: () => Promise<readonly string[]>,
  known: Known,
): Promise<Ruling | null> {
  const ruling =
    (await ownRuling(simple, known)) ?? (touchesFiles(simple) ? judgeFiles(simple, await backups()) : null);
  if (!ruling) return null;
  const { file, through } = simple;
  const message = `${file === null ? '' : `In ${file}: `}${ruling.message}`;
  if (through === null) return { ...ruling, message };
  // Whether, or where, it would run is not known.
  return { ...ruling, verdict: 'ask', message: `If ${through} runs it: ${message}` };
}

async function ownRuling(simple: Simple, known: Known): Promise<Ruling | null> {
  if (simple.program === 'supabase' || simple.program === 'supabase-go') return known.supabase(simple);
  if (simple.program === 'psql') {
    const found = sqlOf(simple, known.files);
    return rulingOf(simple, found, await meaningOf(found.sql, known));
  }
  let open: Ruling | null = null;
  for (const danger of dangers) {
    if (!danger.programs.includes(simple.program)) continue;
    const held = holds(danger, simple.args);
    if (held === 'no') continue;
    const { rule, verdict, message, safer } = danger;
    const ruling: Ruling = { rule, verdict, command: simple.raw, message, ...(safer ? { safer } : {}) };
    if (held === 'yes') return ruling;
    open ??= {
      ...ruling,
      verdict: 'ask',
      message: `Some of its words are known only when it runs. It may be this: ${message}`,
    };
  }
  return open;
}

/** SQL with unknown pieces is read with a name in their place: what destroys then is denied, the rest is not known. */
async function meaningOf(sources: readonly Sql[], known: Known): Promise<SqlMeaning> {
  if (sources.length === 0) return { destroys: [], unread: [] };
  const open = sources.find(({ text }) => text.includes(gap));
  const meaning = await known.sql(
    sources.map(({ name, text }) => ({ name, text: text.replaceAll(gap, 'permahub_unknown') })),
  );
  return open
    ? { ...meaning, unread: [...meaning.unread, `a part of ${open.name} is known only when it runs`] }
    : meaning;
}
