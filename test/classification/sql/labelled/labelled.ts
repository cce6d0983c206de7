/** A text, and what it must be found to be: "rule object", '-' for no object, "unparsed" for what cannot be read; nothing: harmless. */
export type Labelled = readonly [sql: string, ...found: readonly string[]];
