import type { Answer, Call } from '../types.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Somewhere in a settings file: keys, outermost first. */
export interface Entry {
  /** The list the entry stands in: ["hooks", "PreToolUse"]. */
  readonly at: readonly string[];
  readonly value: Json;
}

/** One coding agent: how it asks before a command, how it is answered, and where that is set up. */
export interface Agent {
  /** As `--agent` names it. */
  readonly name: string;
  readonly title: string;
  /** Its hook's page in its documentation. */
  readonly source: string;
  /** Whether input without `--agent` is this agent's. The first that says so is asked. */
  readonly recognises: (input: Json) => boolean;
  /** What it is about to do; null when that cannot be told. */
  readonly read: (input: Json) => Call | null;
  /** Verdict and reason in its format. Where it knows no "ask", it gets a denial. */
  readonly answer: (verdict: 'deny' | 'ask', reason: string) => Answer;
  /** No opinion: its own rules go on. */
  readonly silent: Answer;
  /** Folders of a project, or of a home, that exist where it is used. */
  readonly traces: readonly string[];
  /** Its settings file in a project, and in a home. */
  readonly file: string;
  readonly userFile: string;
  /** What a new file holds besides the entries. */
  readonly start: Json;
  /** What `install` writes into its lists; `command` is the shell line that runs the hook. */
  readonly entries: (command: string) => readonly Entry[];
  /** How a project's own node_modules are reached from the hook's shell. */
  readonly projectFolder: string;
  /** What a call looks like: the probe that shows whether the hook answers. */
  readonly example: (command: string, folder: string) => Json;
  /** What a person has to agree to before the agent runs the hook of a project; null where it runs nothing at all before. */
  readonly trust: Trust | null;
  /** What the person still has to know. */
  readonly note: string | null;
}

/** An agent's own question whether what a project brings along may run. Without a yes it leaves the hook out, in silence. */
interface Trust {
  /** Whether the records say yes. `read` takes a path below the home; null where there is no file. */
  readonly given: (read: (path: string) => string | null, of: Trusted) => boolean;
  /** Whether it is asked about a hook in the home as well. */
  readonly inHome: boolean;
  /** What the person does. */
  readonly how: string;
}

/** What is to be trusted, absolute and without links. */
interface Trusted {
  readonly folder: string;
  readonly file: string;
}

export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const record = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

/** Arguments as an object, or as JSON in a string. */
export function argumentsOf(value: unknown): Json | null {
  if (typeof value !== 'string') return record(value);
  try {
    return record(JSON.parse(value));
  } catch {
    return null;
  }
}

/** "mcp__server__tool", and "mcp_server_tool" as Gemini CLI writes it, taken apart; null for other tools. */
export function mcpCall(name: string, input: Json): Call | null {
  const parts = /^mcp__(.+?)__(.+)$/.exec(name) ?? /^mcp_(.+?)_(.+)$/.exec(name);
  return parts ? { kind: 'tool', server: parts[1] as string, tool: parts[2] as string, input } : null;
}

/** Seconds after which an agent gives up waiting, and lets the command run; the hook itself answers long before, on a busy machine too. */
export const patience = 60;

/** Whether a folder is this one or below it. */
export const isWithin = (folder: string, of: string) => folder === of || folder.startsWith(`${of.replace(/\/$/, '')}/`);

export const denied = (stderr: string): Answer => ({ stdout: '', stderr: `${stderr}\n`, status: 2 });
export const said = (value: object): Answer => ({ stdout: `${JSON.stringify(value)}\n`, stderr: '', status: 0 });
export const nothing: Answer = { stdout: '', stderr: '', status: 0 };
