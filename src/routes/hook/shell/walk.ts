import { assign, type Run, runWords } from './commands.ts';
import { expand, expandOne } from './expand.ts';
import { absolute, inputOf, outputOf, printedBy } from './output.ts';
import {
  type Assignment,
  type Command,
  type CommandNode,
  type CompoundList,
  type PipelineNode,
  parseShell,
  type Redirection,
  type Script,
  type Statement,
  type SyntaxNode,
  scriptsIn,
} from './parse.ts';
import { join, type State, subshell } from './state.ts';
import { gap, type Word } from './word.ts';

/** Reads a text as a shell would run it. What cannot be parsed is a doubt. */
export function walkText(text: string, state: State, run: Run): void {
  if (run.depth > 20 || run.spent.count++ > 5000) {
    run.sink.doubt('too-deep', text, 'It is nested too deeply to be read.');
    return;
  }
  // What is unknown is a variable nobody set.
  const parsed = parseShell(text.replaceAll(gap, '$permahub_unknown'));
  if (!parsed.ok) {
    run.sink.doubt('unreadable-command', text, `It cannot be read as shell commands: ${parsed.problem}.`);
    return;
  }
  walkScript(parsed.script, state, { ...run, depth: run.depth + 1 });
}

function walkScript(script: Script, state: State, run: Run): void {
  for (const statement of script.commands) walkStatement(statement, state, run);
}

function walkList(list: CompoundList, state: State, run: Run): void {
  for (const statement of list.commands) walkStatement(statement, state, run);
}

function walkStatement({ command, background }: Statement, state: State, run: Run): void {
  const own = background ? subshell(state) : state;
  if (command.type !== 'AndOr') {
    walkNode(command, own, run);
    return;
  }
  command.commands.forEach((part, at) => {
    if (at > 0 && command.operators[at - 1] === '||') branches(own, [(branch) => walkNode(part, branch, run)]);
    else walkNode(part, own, run);
  });
}

/** Walks what may run: one of these, or nothing at all. */
function branches(state: State, parts: readonly ((state: State) => void)[]): void {
  const ends = parts.map((part) => {
    const branch = subshell(state);
    part(branch);
    return branch;
  });
  join(state, [...ends, subshell(state)]);
}

/** Walks what may run again and again: first unseen, to learn what it changes, then with that unknown. */
function loop(state: State, run: Run, body: (state: State, run: Run) => void): void {
  const trial = subshell(state);
  if (run.spent.count++ < 5000) body(trial, { ...run, sink: silent });
  join(state, [subshell(state), trial]);
  branches(state, [(branch) => body(branch, run)]);
}

const silent = { simple: () => undefined, writes: () => undefined, doubt: () => undefined };

function walkNode(node: PipelineNode | CommandNode | CompoundList, state: State, run: Run): void {
  const inner = (list: CompoundList) => (branch: State) => walkList(list, branch, run);
  switch (node.type) {
    case 'Command':
      walkCommand(node, state, run);
      return;
    case 'Pipeline':
      walkPipeline(node.commands, state, run);
      return;
    case 'CompoundList':
      walkList(node, state, run);
      return;
    case 'Subshell':
      walkList(node.body, subshell(state), run);
      return;
    case 'BraceGroup':
      walkList(node.body, state, run);
      return;
    case 'Redirected': {
      walkScripts(node.redirects, state, run);
      writesOf(node.redirects, null, state, run);
      const before = state.input;
      state.input = inputOf(node.redirects, state, run.files) ?? before;
      walkNode(node.command, state, run);
      state.input = before;
      return;
    }
    case 'If': {
      walkList(node.clause, state, run);
      const rest = node.elif.map((one) => (branch: State) => {
        walkList(one.clause, branch, run);
        walkList(one.then, branch, run);
      });
      branches(state, [inner(node.then), ...rest, ...(node.else ? [inner(node.else)] : [])]);
      return;
    }
    case 'While':
      loop(state, run, (branch, with_) => {
        walkList(node.clause, branch, with_);
        walkList(node.body, branch, with_);
      });
      return;
    case 'For':
    case 'Select': {
      walkScripts(node.wordlist ?? [], state, run);
      const words = (node.wordlist ?? []).flatMap((word) => expand(word, state, run.files));
      const only = words.length === 1 && words[0] && !words[0].many && !words[0].glob ? words[0].sketch : null;
      loop(state, run, (branch, with_) => {
        branch.variables.set(node.name.value, only);
        walkList(node.body, branch, with_);
      });
      return;
    }
    case 'ArithmeticFor':
      walkScripts([node], state, run);
      loop(state, run, (branch, with_) => walkList(node.body, branch, with_));
      return;
    case 'Case':
      walkScripts([node.word, ...node.items.flatMap(({ pattern }) => pattern)], state, run);
      branches(
        state,
        node.items.map(({ body }) => inner(body)),
      );
      return;
    case 'Function':
      state.functions.add(node.name.value);
      // Called once, often or never: what it changes is unknown from here on.
      loop(state, run, (branch, with_) => walkNode(node.body, branch, with_));
      return;
    case 'Coproc':
      walkNode(node.body, subshell(state), run);
      return;
    default:
      walkScripts([node], state, run);
  }
}

function walkPipeline(commands: readonly CommandNode[], state: State, run: Run): void {
  if (commands.length === 1 && commands[0]) {
    walkNode(commands[0], state, run);
    return;
  }
  let input = state.input;
  for (const command of commands) {
    const own = { ...subshell(state), input };
    // What it prints is told before it runs: afterwards its state has moved on.
    input = outputOf(command, { ...subshell(state), input }, run.files);
    walkNode(command, own, run);
  }
}

/** What runs while words are put together, each in a subshell. */
function walkScripts(nodes: readonly SyntaxNode[], state: State, run: Run): void {
  for (const script of nodes.flatMap((node) => scriptsIn(node)))
    walkScript(script, subshell(state), { ...run, depth: run.depth + 1 });
}

function walkCommand(node: Command, state: State, run: Run): void {
  walkScripts([node], state, run);
  const { files } = run;
  const set = node.prefix.filter((one): one is Assignment => one.type === 'Assignment');
  const values = set.map((one): [string, string | null] => [one.name, assignedValue(one, state, run)]);
  const input = inputOf(node.redirects, state, files) ?? state.input;
  const typed = node.name === undefined ? [] : [node.name, ...node.suffix];
  const words: Word[] = typed.flatMap((one): readonly Word[] => {
    if (one.type === 'Word') return expand(one, state, files);
    if (one.type !== 'Assignment') return [];
    const value = one.value.type === 'Word' ? expandOne(one.value, state, files).sketch : gap;
    return [{ sketch: `${one.name}=${value}`, many: false, glob: false, raw: one.text }];
  });
  writesOf(node.redirects, printedBy(node, { ...state, input }, files), state, run);
  if (words.length === 0) {
    for (const [name, value] of values) assign(name, value, state, run);
    return;
  }
  const around = { ...state, variables: new Map(state.variables), input };
  for (const [name, value] of values) assign(name, value, around, run);
  runWords(words, state, { ...run, around });
}

function assignedValue(one: Assignment, state: State, run: Run): string | null {
  if (one.append || one.index || one.value.type !== 'Word') return null;
  const { sketch } = expandOne(one.value, state, run.files);
  return sketch.includes(gap) ? null : sketch;
}

/** Files that redirections write, and what is known of their text. */
function writesOf(
  redirects: readonly Redirection[],
  output: ReturnType<typeof outputOf> | null,
  state: State,
  run: Run,
) {
  for (const one of redirects) {
    if (one.type !== 'Redirect' || !/^(?:>|>>|>\||&>|&>>|<>)$/.test(one.operator) || !one.target) continue;
    const { sketch } = expandOne(one.target, state, run.files);
    const path = sketch.startsWith(gap) ? null : absolute(sketch, state);
    if (path === null) continue;
    run.sink.writes(path, one.target.text);
    state.written.set(path, one.operator.includes('>>') || output?.kind !== 'text' ? null : output.text);
  }
}
