import { join } from 'node:path';
import type { Run } from './commands.ts';
import { inFile } from './in-file.ts';
import { absolute } from './output.ts';
import type { State } from './state.ts';
import { namesUs } from './triggers.ts';
import { rawOf, textOf, type Word, wordOf } from './word.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  make: ['GNUmakefile', 'makefile', 'Makefile'],
  gmake: ['GNUmakefile', 'makefile', 'Makefile'],
  just: ['justfile', 'Justfile', '.justfile'],
  task: ['Taskfile.yml', 'Taskfile.yaml', 'taskfile.yml'],
};

/** make: the recipes of the targets are walked. just and task: asked about where their file names us. True when it was one. */
export function runMake(program: string, args: readonly Word[], state: State, run: Run): boolean {
  const candidates = Object.hasOwn(names, program) ? names[program] : undefined;
  if (!candidates) return false;
  const value = (short: string, long: string) => {
    const at = args.findIndex(({ sketch }) => sketch === short || sketch === long);
    if (at >= 0) return args[at + 1];
    const joined = args.find(
      ({ sketch }) => sketch.startsWith(`${long}=`) || (sketch.startsWith(short) && sketch !== short),
    );
    return joined && wordOf(joined.sketch.replace(new RegExp(`^(?:${long}=|${short})`), ''));
  };
  const dir = value('-C', '--directory');
  const folder = dir ? absolute(textOf(dir) ?? '', state) : state.folder;
  const file = value('-f', '--file');
  const places = file && textOf(file) !== null ? [file.sketch] : candidates;
  const found =
    folder === null
      ? undefined
      : places.map((name) => join(folder, name)).find((path) => run.files.read(path) !== null);
  const text = found === undefined ? null : run.files.read(found);
  const raw = rawOf([wordOf(program), ...args]);
  if (folder === null) run.sink.doubt('unread-script', raw, 'Which file this runs is known only when it runs.');
  if (text === null || found === undefined || !namesUs(text)) return true;
  if (program !== 'make' && program !== 'gmake') {
    run.sink.doubt(
      'unread-script',
      raw,
      `It runs recipes of ${program}'s file, which names a program that is judged here and is not read.`,
    );
    return true;
  }
  const targets = args
    .map(textOf)
    .filter((one): one is string => one !== null && /^[\w./-]+$/.test(one) && !one.startsWith('-'));
  const wanted = targets.filter((one) => one !== dir?.sketch && one !== file?.sketch);
  const recipes = recipesOf(text, wanted);
  if (recipes === null || /^-?include\b|\$\(eval\b/m.test(text))
    run.sink.doubt('unread-script', raw, 'Which recipes of the Makefile this runs is not certain.');
  const inside = inFile({ ...run, around: { ...run.around, folder } }, found);
  for (const line of recipes ?? []) inside.walkText(line, { ...state, folder }, inside);
  return true;
}

/** The lines of the targets' recipes with those of what they depend on; null where a target is not there. Variables of the file are put in. */
function recipesOf(text: string, targets: readonly string[]): readonly string[] | null {
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/);
  const variables = new Map<string, string>();
  const rules = new Map<string, { needs: string[]; recipe: string[] }>();
  let current: string[] = [];
  for (const line of lines) {
    const recipe = /^\t(.*)$/.exec(line);
    const assigned = /^(?:export\s+)?([\w.-]+)\s*(?:[:?]{0,2}=|::=)\s*(.*)$/.exec(line);
    const rule = /^([^\t#=:][^=:]*?)\s*::?(?!=)\s*([^=]*)$/.exec(line);
    if (recipe) for (const target of current) rules.get(target)?.recipe.push(recipe[1] as string);
    else if (assigned) variables.set(assigned[1] as string, (assigned[2] as string).replace(/\s+#.*$/, ''));
    else if (rule) {
      const [needs = '', inline] = (rule[2] as string).split(';');
      current = (rule[1] as string).trim().split(/\s+/);
      for (const target of current) {
        const known = rules.get(target) ?? { needs: [], recipe: [] };
        known.needs.push(...needs.trim().split(/\s+/).filter(Boolean));
        if (inline) known.recipe.push(inline);
        rules.set(target, known);
      }
    }
  }
  const first = [...rules.keys()].find((name) => !name.startsWith('.'));
  const found: string[] = [];
  const seen = new Set<string>();
  const gather = (target: string): void => {
    if (seen.has(target)) return;
    seen.add(target);
    const rule = rules.get(target);
    for (const need of rule?.needs ?? []) gather(need);
    for (const line of rule?.recipe ?? []) found.push(shellLine(line, variables));
  };
  const wanted = targets.length > 0 ? targets : first === undefined ? [] : [first];
  for (const target of wanted) gather(target);
  return wanted.length > 0 && wanted.every((target) => rules.has(target)) ? found : null;
}

/** Make's own signs and variables taken out; what is not known stays, and reads as a substitution. */
function shellLine(line: string, variables: ReadonlyMap<string, string>): string {
  let text = line.replace(/^[@+\-\s]+/, '');
  for (let round = 0; round < 5; round++)
    text = text.replaceAll(/(^|[^$])\$[({]([\w.-]+)[)}]/g, (all, before: string, name: string) =>
      variables.has(name) ? before + variables.get(name) : all,
    );
  return text.replaceAll(/(^|[^$])\$[({](?:MAKE)[)}]/g, '$1make').replaceAll('$$', '$');
}
