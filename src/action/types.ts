/** What the real CLI did. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly seconds: number;
  /** The end of what it wrote on stderr, where that was kept: not scrubbed. */
  readonly said?: string;
}
