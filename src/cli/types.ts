/** cobra: 1.x to before 2.100 (native Go). v2: 2.100 and later 2.x. v3: 3.x. Anything else is unknown and never passed. */
export type Era = 'cobra' | 'v2' | 'v3' | 'unknown';

/** The real Supabase CLI, never ourselves. */
export interface RealCli {
  /** What is executed: a real path, symlinks resolved. */
  readonly path: string;
  /** As `--version` printed it, e.g. "3.1.0". */
  readonly version: string;
  readonly era: Era;
  /** Where it was found, in words a person knows: "settings", "node_modules", "PATH". */
  readonly foundIn: string;
}
