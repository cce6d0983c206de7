/** Where a statement stands. */
export interface Here {
  readonly file: string;
  /** The text its indexes belong to: a source, or SQL inside one. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A `location` of its tree as an index of the text. */
  readonly indexOf: (location: number) => number;
  /** The line, in the file, of an index of the text. */
  readonly lineOf: (index: number) => number;
}
