/** What the hook says of a call: nothing at all is the third answer, so that the agent's own rules go on. */
export interface Ruling {
  /** `deny`: it would destroy, or nobody can approve it here. `ask`: what it would do cannot be known; a person decides. */
  readonly verdict: 'deny' | 'ask';
  /** "reset-empties-database", "unknown-words": the reason by name. */
  readonly rule: string;
  /** The command or call that is meant, without secrets. */
  readonly command: string;
  /** What it would do, or why that cannot be known: full sentences. */
  readonly message: string;
  /** A safer command for the same wish, where there is one. */
  readonly safer?: string | null;
}

/** What an agent is about to do, as its hook was told. */
export type Call =
  | {
      readonly kind: 'shell';
      readonly command: string;
      readonly folder: string;
      /** Whether the agent can type into it while it runs, which no hook is asked about. */
      readonly typing?: boolean;
    }
  /** A tool of an MCP server, by its own name ("execute_sql") and the server's. */
  | { readonly kind: 'tool'; readonly server: string; readonly tool: string; readonly input: Record<string, unknown> }
  /** A tool that reaches no database: reading or editing a file, searching. */
  | { readonly kind: 'other' };

/** What the process that was asked prints and ends with. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}
