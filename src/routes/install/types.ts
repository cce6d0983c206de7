/** What stands at a path. Text is one character a byte (latin1), so that whatever is in a file comes back as it was. */
export type Node =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly text: string; readonly mode: number }
  | { readonly kind: 'link'; readonly to: string };

/** One thing to write or take away. */
export interface Step {
  /** The real file, links followed. */
  readonly path: string;
  readonly before: Node;
  readonly after: Node;
}

/** Something that is left as it is, and why. */
export interface Left {
  readonly path: string;
  readonly why: string;
}

/** What is to be done: pure, from facts. A step whose `after` is its `before` is kept, to be shown. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly left: readonly Left[];
}

export type Shell = 'bash' | 'zsh' | 'fish' | 'sh';

export const absent: Node = { kind: 'absent' };

/** Whether two nodes are the same, byte for byte. */
export function isSame(a: Node, b: Node): boolean {
  if (a.kind === 'file' && b.kind === 'file') return a.text === b.text && a.mode === b.mode;
  if (a.kind === 'link' && b.kind === 'link') return a.to === b.to;
  return a.kind === b.kind;
}

/** A text of ours as bytes. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Bytes as people read them. */
export function readable(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
