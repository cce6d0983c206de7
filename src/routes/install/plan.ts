import { dirname, join } from 'node:path';
import { blockLines, withBlock, withoutBlock } from './block.ts';
import type { Manager } from './managers.ts';
import { withoutScript, withScript } from './package-script.ts';
import type { RcFile } from './rc-files.ts';
import { absent, bytesOf, isSame, type Left, type Node, type Plan, readable, type Step } from './types.ts';
import { beforeStarter, type Guard, isStarter, starter } from './wrapper.ts';

/** A path and what stands there; `path` is the real file where a link led to it. */
export interface Seen {
  readonly path: string;
  readonly node: Node;
}

/** A file a shell reads, and what stands there. */
type SeenRc = Seen & Pick<RcFile, 'syntax'>;

/** This account: the folder that goes first on PATH, and the files that put it there. */
export interface MachineFacts {
  readonly home: string;
  readonly folder: string;
  readonly supabase: Seen;
  readonly permahub: Seen;
  readonly rcFiles: readonly SeenRc[];
}

/** One project: its package.json and the command its package manager put into node_modules. */
export interface ProjectFacts {
  readonly packageJson: Seen;
  readonly command: Seen;
  /** Whether its package.json asks for the package `supabase`. */
  readonly asksForSupabase: boolean;
  readonly manager: Manager;
}

/** A command in node_modules/.bin that is larger is a program, not a script that starts one. */
const largestScript = 65_536;

/** What puts the guard in front of `supabase` for this account. Pure. */
export function planMachine(
  facts: MachineFacts,
  programs: { readonly supabase: string; readonly permahub: string },
): Plan {
  const { home, folder } = facts;
  const again = 'npm install --global permahub';
  const starters = [
    planStarter(facts.supabase, { path: programs.supabase }, again),
    planStarter(facts.permahub, { path: programs.permahub }, again),
  ];
  const blocks = facts.rcFiles.map(({ path, node, syntax }) => {
    const lines = bytesOf(blockLines({ syntax, folder, home }));
    return planText(path, node, (text) => withBlock(text, lines) ?? { why: halfBlock }, 0o644);
  });
  return planOf([...starters, ...blocks]);
}

/** What takes it back. Pure. */
export function planMachineBack(facts: MachineFacts): Plan {
  const blocks = facts.rcFiles.map(({ path, node }) =>
    planText(path, node, (text) => {
      if (text === null) return null;
      const without = withoutBlock(text);
      return without === 'damaged' ? { why: halfBlock } : without.text;
    }),
  );
  return planOf([...blocks, planStarterBack(facts.supabase), planStarterBack(facts.permahub)]);
}

/** What puts the guard in front of a project's own `supabase`, and has it return after every install. Pure. */
export function planProject(facts: ProjectFacts, guard: Guard): Plan {
  const { command, packageJson } = facts;
  const isThere = command.node.kind !== 'absent';
  if (!isThere && !facts.asksForSupabase) return planOf([]);
  // No command that could be replaced, and so none that a script could bring back.
  if (!isThere && facts.manager === 'yarn 2 without node_modules') return planOf([{ path: command.path, why: noBin }]);
  return planOf([
    isThere
      ? planStarter(command, guard, 'npm install')
      : { path: command.path, why: 'it is not installed yet; the script sees to it' },
    planScript(packageJson, withScript),
  ]);
}

/** What takes it back; whatever a project's command was is put back, unless it would lead nowhere. Pure. */
export function planProjectBack(facts: ProjectFacts, isThere: (path: string) => boolean): Plan {
  const { command, packageJson } = facts;
  return planOf([planStarterBack(command, isThere), planScript(packageJson, withoutScript)]);
}

const noBin = 'this Yarn keeps no node_modules: only the variable that permahub install --machine sets guards it';

const halfBlock = 'the block of permahub in it has lost one of its marks: take the rest out by hand';

function planStarter({ path, node }: Seen, guard: Guard, again: string): Step | Left {
  if (node.kind === 'file' && node.text.length > largestScript)
    return { path, why: 'a program of its own stands there' };
  const before = isStarter(node) ? beforeStarter(node) : node;
  return { path, before: node, after: starter(guard, before, again) };
}

function planStarterBack({ path, node }: Seen, isThere: (path: string) => boolean = () => true): Step | Left {
  if (!isStarter(node)) return { path, before: node, after: node };
  const before = beforeStarter(node);
  const leads = before.kind !== 'link' || isThere(join(dirname(path), before.to));
  return { path, before: node, after: leads ? before : absent };
}

/** package.json is text: what is no UTF-8 in it is not touched. */
function planScript({ path, node }: Seen, change: (text: string) => string): Step | Left {
  return planText(path, node, (bytes) => {
    const text = bytes === null ? '' : readable(bytes);
    if (bytes === null || bytesOf(text) !== bytes) return { why: 'it is no text in UTF-8' };
    try {
      return bytesOf(change(text));
    } catch (error) {
      return { why: (error as Error).message };
    }
  });
}

function planText(
  path: string,
  node: Node,
  change: (text: string | null) => string | null | { readonly why: string },
  mode = 0o644,
): Step | Left {
  if (node.kind === 'link') return { path, why: 'it is a link that leads nowhere' };
  const text = change(node.kind === 'file' ? node.text : null);
  if (typeof text === 'object' && text !== null) return { path, why: text.why };
  const after: Node = text === null ? absent : { kind: 'file', text, mode: node.kind === 'file' ? node.mode : mode };
  return { path, before: node, after };
}

function planOf(all: readonly (Step | Left)[]): Plan {
  const steps = all.filter((one): one is Step => 'before' in one);
  // What was not there and is not to be there is not worth a line.
  const real = steps.filter(({ before, after }) => before.kind !== 'absent' || after.kind !== 'absent');
  return { steps: real, left: all.filter((one): one is Left => 'why' in one) };
}

/** Both plans as one. */
export function joined(plans: readonly Plan[]): Plan {
  return { steps: plans.flatMap(({ steps }) => steps), left: plans.flatMap(({ left }) => left) };
}

/** The steps that change something. */
export function changes({ steps }: Plan): readonly Step[] {
  return steps.filter(({ before, after }) => !isSame(before, after));
}
