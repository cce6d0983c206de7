/** What the three runbooks of the written procedure are for. */
export type IncidentKind = 'corruption' | 'deletion' | 'migration';

/** What a step is done by: a verb of ours, or a person who says what was done. */
export type Act = 'say' | 'freeze' | 'keep' | 'choose' | 'restore' | 'check' | 'answer' | 'attempt' | 'thaw';

export interface Step {
  readonly id: string;
  /** The written procedure's own; where it has none, ours. */
  readonly words: string;
  readonly act: Act;
  /** What a person is asked where only a person can say it. */
  readonly question: string | null;
  /** What does it by hand, without `--target`; null where no command does. */
  readonly command: string | null;
}

export interface Runbook {
  readonly title: string;
  readonly steps: readonly Step[];
}

const step = (id: string, words: string, act: Act, more: Partial<Pick<Step, 'question' | 'command'>> = {}): Step => ({
  ...{ id, words, act, question: null, command: null },
  ...more,
});
const thaw = step('thaw', 'Allow writes again', 'thaw', { command: 'permahub thaw' });

/** The emergency recovery of the written procedure, step by step. */
export const runbooks: Readonly<Record<IncidentKind, Runbook>> = {
  corruption: {
    title: 'Database Corruption',
    steps: [
      step('freeze', 'STOP all writes to database immediately', 'freeze', { command: 'permahub freeze' }),
      step('keep', 'Create emergency backup of current state', 'keep', { command: 'permahub backup emergency' }),
      step('restore', 'Restore from most recent verified backup', 'restore', { command: 'permahub restore' }),
      step('cause', 'Investigate cause of corruption', 'answer', {
        question: 'What was the cause, as far as is known?',
      }),
      step('prevent', 'Implement preventive measures', 'answer', {
        question: 'What will keep it from happening again?',
      }),
      thaw,
    ],
  },
  deletion: {
    title: 'Accidental Data Deletion',
    steps: [
      step('calm', 'DO NOT panic or make it worse', 'say'),
      step('keep', 'Immediately backup current state (preserves what remains)', 'keep', {
        command: 'permahub backup emergency',
      }),
      step('choose', 'Identify most recent backup before deletion', 'choose', { command: 'permahub backups' }),
      step('restore', 'Restore deleted data from backup', 'restore', { command: 'permahub restore' }),
      step('check', 'Verify data integrity', 'check', {
        question: 'Is the data as it should be? What was looked at?',
        command: 'permahub verify --against-source',
      }),
      step('safeguard', 'Implement additional safeguards', 'answer', {
        question: 'What will keep it from happening again?',
      }),
    ],
  },
  migration: {
    title: 'Failed Migration',
    steps: [
      step('no-reset', 'DO NOT reset database', 'say'),
      step('keep', 'Backup current state', 'keep', { command: 'permahub backup emergency' }),
      step('review', 'Review migration error carefully', 'answer', {
        question: 'What does the error say, in your words?',
      }),
      step('fix', 'Fix migration file', 'answer', {
        question: 'What was changed in the file? (or: it cannot be fixed)',
      }),
      step('attempt', 'Re-attempt migration', 'attempt', {
        question: 'Run it in another terminal. Did it go well?',
        command: 'supabase migration up',
      }),
      step('restore', 'If unfixable, restore from pre-migration backup', 'restore', { command: 'permahub restore' }),
    ],
  },
};
