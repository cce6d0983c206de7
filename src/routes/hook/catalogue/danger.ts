/** A command line that destroys, as data. All that is given has to hold. */
export interface Danger {
  readonly rule: string;
  /** Names of the program, without folders. */
  readonly programs: readonly string[];
  /** These words stand among its own, in this order. */
  readonly words?: readonly string[];
  /** One of its words is like this: an option. */
  readonly flag?: RegExp;
  /** One of its words that are no options, behind `words`, is like this. */
  readonly operand?: RegExp;
  /** None of its words is like this. */
  readonly unless?: RegExp;
  readonly verdict: 'deny' | 'ask';
  /** What it would do: a full sentence. */
  readonly message: string;
  readonly safer?: string;
}
