import { delimiter, join } from 'node:path';
import { refusalWords } from '../approval/refusal.ts';
import { classify } from '../classification/classify.ts';
import { examine } from '../cli/examine.ts';
import type { Era } from '../cli/types.ts';
import { parse } from '../invocation/parse.ts';
import { scrubbed, shownCommand } from '../invocation/shown.ts';
import type { Decision, Need } from '../policy/types.ts';
import type { Simple } from '../routes/hook/shell/state.ts';
import { gap } from '../routes/hook/shell/word.ts';
import type { Ruling } from '../routes/hook/types.ts';
import { thisPlace } from './place.ts';

const eras: readonly Era[] = ['v3', 'v2', 'cobra'];
const unknown = 'PERMAHUB_UNKNOWN';
/** Reasons that may stand for nothing but the unknown words themselves. */
const fromUnknown: ReadonlySet<string> = new Set([
  'unknown-command',
  'does-not-parse',
  'unreadable-sql',
  'sql-not-read',
]);
/** What only a person can give. */
const personal: readonly Need[] = ['reason', 'confirmation', 'owner', 'second-person'];

/** An invocation of `supabase`, judged as the shim judges it and as `permahub explain` shows; null for no opinion. Contacts nothing. */
export async function supabaseRuling(simple: Simple, base: NodeJS.ProcessEnv): Promise<Ruling | null> {
  const argv = simple.args
    .filter(({ many, glob }) => !many && !glob)
    .map(({ sketch }) => sketch.replaceAll(gap, unknown));
  const open = argv.length < simple.args.length || !onlyValues(argv);
  const ruling = await judged(argv, simple, base);
  if (!open || (ruling?.verdict === 'deny' && !fromUnknown.has(ruling.rule))) return ruling;
  const message = 'What it does depends on words that are known only when it runs.';
  // As it was typed, so that the unknown words are seen; secrets are not.
  const command = ['supabase', ...scrubbed(simple.args.map(({ raw }) => raw))].join(' ');
  return { verdict: 'ask', rule: 'unknown-words', command, message };
}

/** Whether unknown words are nothing but values of flags: they decide where, not what. */
function onlyValues(argv: readonly string[]): boolean {
  if (!argv.some((word) => word.includes(unknown))) return true;
  const { command, operands, flags } = parse(argv, 'v3');
  const inFlags = flags.filter(({ value }) => value.includes(unknown)).length;
  return !command.includes(unknown) && !operands.join(' ').includes(unknown) && inFlags > 0;
}

async function judged(argv: readonly string[], simple: Simple, base: NodeJS.ProcessEnv): Promise<Ruling | null> {
  // Harmless to every version: no CLI has to be found and asked for its own.
  if (eras.every((era) => classify(parse(argv, era)).kind === 'harmless')) return null;
  if (simple.folder === null) return byName(argv, 'the folder it would run in is not known');
  const [{ look }, { readMeaning, runsSql }] = await Promise.all([
    import('../guard/look.ts'),
    import('../guard/meaning.ts'),
  ]);
  const env = { ...base };
  for (const [name, value] of simple.variables) if (value !== null) env[name] = value;
  const place = { ...thisPlace(), cwd: simple.folder, env };
  try {
    const typed = await look(argv, place);
    if (typed.decision.verdict === 'pass') return null;
    const { input } = simple;
    const stdin = async () => Buffer.from(input.kind === 'text' ? input.text.replaceAll(gap, unknown) : '');
    if (runsSql(typed) && input.kind === 'unknown' && readsInput(typed.invocation))
      return {
        verdict: 'ask',
        rule: 'unread-sql',
        command: shownCommand(argv),
        message: `It runs SQL from ${input.raw}.`,
      };
    const meaning = runsSql(typed) ? await readMeaning(typed, null, stdin) : null;
    const looked = meaning === null ? typed : { ...typed, ...meaning };
    if (looked.decision.verdict === 'pass') return null;
    // The shim itself sees which migrations are pending; who goes around it may run them all.
    const guarded = await throughShim(simple, place);
    if (!asksPerson(guarded && meaning ? meaning.atLeast : looked.decision)) {
      if (guarded) return null;
      const message = 'It goes around the guard, which would back up, prove and rehearse it first.';
      const command = shownCommand(argv);
      return { verdict: 'ask', rule: 'around-the-guard', command, message, safer: `${command}, by the shim` };
    }
    const { target, classification, decision } = looked;
    const cause =
      decision.verdict === 'refuse'
        ? ({ kind: 'policy', reason: decision.reason } as const)
        : ({ kind: 'person', why: 'a coding agent' } as const);
    return inWords(argv, { target, classification, cause });
  } catch (error) {
    return byName(argv, (error as Error).message.split('\n')[0] as string);
  }
}

function inWords(argv: readonly string[], of: Omit<Parameters<typeof refusalWords>[0], 'command' | 'done'>): Ruling {
  const command = shownCommand(argv).replaceAll(unknown, '…');
  const { words } = refusalWords({ ...of, command, done: 'nothing' });
  // Its first line names the command and its last what was left alone, which goes without saying here.
  const message = words.split('\n').slice(1, -1).join('\n');
  const rule = of.classification.findings[0]?.rule ?? of.classification.kind;
  return { verdict: 'deny', rule, command, message, safer: of.classification.safer };
}

/** Judged by the words alone, where nothing else could be read. */
function byName(argv: readonly string[], problem: string): Ruling | null {
  const worst = eras.map((era) => classify(parse(argv, era))).find(({ kind }) => kind !== 'harmless') as
    | ReturnType<typeof classify>
    | undefined;
  if (!worst) return null;
  const why = worst.findings.map(({ message }) => message).join(' ');
  const message = `${why || 'It changes what it acts on.'}\nIt was judged by its words alone: ${problem.replace(/\.$/, '')}.`;
  const rule = worst.findings[0]?.rule ?? worst.kind;
  return { verdict: 'deny', rule, command: shownCommand(argv).replaceAll(unknown, '…'), message, safer: worst.safer };
}

function asksPerson({ verdict, needs }: Decision): boolean {
  return verdict === 'refuse' || needs.some((need) => personal.includes(need));
}

/** `db query` without SQL in its words or in a file. */
function readsInput({ command, operands, flags }: ReturnType<typeof parse>): boolean {
  return command === 'db query' && operands.length === 0 && !flags.some(({ name }) => name === 'file');
}

/** Whether the plain word `supabase` is the shim: then the guard itself does what the guard does. */
async function throughShim(simple: Simple, { env, self }: ReturnType<typeof thisPlace>): Promise<boolean> {
  if (simple.path !== 'supabase' || simple.file === 'package.json' || simple.variables.has('PATH')) return false;
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const found = await examine(join(folder, 'supabase'), self);
    if ('why' in found && found.why !== 'permahub itself') continue;
    return 'why' in found;
  }
  return false;
}
