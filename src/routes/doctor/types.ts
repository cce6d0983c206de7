import type { Shell } from '../install/types.ts';

/** How a route stands. What gave no answer that can be told apart counts as open. */
type State = 'guarded' | 'open' | 'absent';

/** One way by which `supabase` is reached, and what answered there. */
export interface Route {
  readonly route: string;
  readonly state: State;
  /** What was seen, in words. */
  readonly detail: string;
  /** What to do about it; null where nothing is to be done. */
  readonly mend: string | null;
}

/** Which environment a probe starts in: a new terminal's, this one's, or cron's. */
export type Start = 'fresh' | 'here' | 'bare';

/** What is run to see who answers: always `supabase --version`, harmless whoever that is. */
export interface Probe {
  readonly route: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly start: Start;
  /** Standard input; nothing when left out. */
  readonly input?: string;
  /** The shell whose set-up it proves. */
  readonly shell?: Shell;
  /** Whether the project's own node_modules come first there. */
  readonly byPackageManager?: true;
  /** Whether it stands for CLIs that are downloaded to be run once: none of them is at hand to be asked. */
  readonly byDownload?: true;
}

/** How a probe ended. */
export interface Ran {
  /** null: by a signal, or never started. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: 'by itself' | 'too late' | 'not there';
}

/** Something else that has to be right. */
export interface Check {
  readonly check: string;
  readonly state: 'good' | 'bad' | 'unknown';
  readonly detail: string;
  readonly mend: string | null;
}
