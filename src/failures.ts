/**
 * Every way the guard itself can fail: code -> exit status, words, hint. The one table; only the entries exit.
 * Statuses are a contract (docs/statuses.md): 1 a check found something, 64 usage, 65 verification failed, 69 something
 * needed is not there, 74 not written, 75 held by another guard, 77 refused, 78 settings wrong, 130 Ctrl-C.
 */
export type Detail = Readonly<Record<string, string | number>>;

interface Entry {
  readonly status: number;
  /** What happened, to what. One or more full sentences, no trailing newline. */
  readonly says: (d: Detail) => string;
  /** What to do next. */
  readonly hint: (d: Detail) => string;
}

const table = {
  usage: {
    status: 64,
    says: (d) => `${d.problem}.`,
    hint: (d) => `See \`permahub ${d.verb} --help\`.`,
  },
  interrupted: {
    status: 130,
    says: (d) => `Stopped by ${d.signal}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'Start the command again when you are ready; published backups are kept.',
  },
  internal: {
    status: 70,
    says: (d) => `The guard itself failed: ${d.problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: () => 'This is a bug in permahub. Please report it with the text above.',
  },
} satisfies Record<string, Entry>;

export type FailureCode = keyof typeof table;

/** A failure of the guard: thrown anywhere, turned into words and a status by the entry alone. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: FailureCode,
    readonly detail: Detail = {},
    options?: ErrorOptions,
  ) {
    super(table[code].says(detail), options);
  }
  get status(): number {
    return table[this.code].status;
  }
  get hint(): string {
    return table[this.code].hint(this.detail);
  }
}
