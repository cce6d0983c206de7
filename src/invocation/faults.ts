import type { Command } from '../cli/commands/command.ts';
import { remoteFault } from './remote.ts';
import type { FlagUse } from './types.ts';

/** Flags that move where a command looks: typed twice, the CLI takes the first and a person may mean the second. */
const onceOnly: ReadonlySet<string> = new Set(['workdir', 'profile', 'project-id', 'network-id']);

/** One of these says which database: two of them contradict each other. */
const selectors: ReadonlySet<string> = new Set(['remote', 'linked', 'local', 'db-url']);

/** Faults of flags that each parse but must not be forwarded together, or at all. */
export function contradictions(flags: readonly FlagUse[], command: Command): readonly string[] {
  const faults: string[] = [];
  const targets = new Set(command.flags.filter((flag) => flag.target).map((flag) => flag.name));
  const seen = new Set<string>();
  for (const use of flags) {
    if (seen.has(use.name) && (targets.has(use.name) || onceOnly.has(use.name)))
      faults.push(`--${use.name} is given twice`);
    seen.add(use.name);
    if ((use.name === 'linked' || use.name === 'local') && use.value === 'false')
      faults.push(`--${use.name}=false does not mean the same to every version`);
    const remote = use.name === 'remote' && use.explicit ? remoteFault(use.value) : null;
    if (remote) faults.push(remote);
  }
  const named = [...selectors].filter((name) => targets.has(name) && seen.has(name));
  if (named.length > 1) faults.push(`${named.map((name) => `--${name}`).join(' and ')} name different targets`);
  return faults;
}

/** The fault of too many operands, or none. */
export function operandFaults(operands: readonly string[], command: Command): readonly string[] {
  if (operands.length <= command.operands) return [];
  const most =
    command.operands === 0 ? 'no operand' : command.operands === 1 ? 'one operand' : `${command.operands} operands`;
  return [`"supabase ${command.words}" takes ${most}`];
}
