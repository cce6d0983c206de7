import { tableOf } from '../../cli/commands/table.ts';
import type { Invocation } from '../../invocation/types.ts';
import { resolveTarget } from '../resolve.ts';
import type { Surroundings, Target } from '../types.ts';
import { ofDown, ofPush, ofReset, ofUp } from './migrating.ts';
import { ofQuery } from './query.ts';
import { ofTests } from './tests.ts';
import type { History, WhatRuns } from './types.ts';

/** What an invocation's SQL is read from. */
export interface Asked {
  readonly invocation: Invocation;
  readonly surroundings: Surroundings;
  /** What the database says was applied; null when nobody asked it. */
  readonly history: History | null;
  /** Called only when the invocation reads SQL from standard input; null for a terminal. */
  readonly stdin: () => Promise<Buffer | null>;
  readonly env: NodeJS.ProcessEnv;
}

/** The same with the target, as the argv and the surroundings alone give it. */
export interface AskedOf extends Asked {
  readonly target: Target;
}

/** Commands that run SQL which stands in no file. */
const generated: Readonly<Record<string, string>> = {
  'db schema declarative sync': 'supabase db schema declarative sync makes its SQL while it runs',
  'db schema declarative generate':
    'supabase db schema declarative generate resets the local database from a template of its own',
  bootstrap: 'supabase bootstrap runs the migrations of a template that is fetched while it runs',
};

/**
 * Every piece of SQL the invocation would run on its target, in the CLI's order [ran 3.1.0 and 2.122.1]. Without the
 * history every file counts and `extent` says 'all'. What cannot be read is a fault, never left out. Contacts nothing.
 */
export async function readWhatRuns(of: Asked): Promise<WhatRuns> {
  const { invocation, surroundings } = of;
  const { command, era, known } = invocation;
  const home = tableOf(era).find(command)?.home ?? 'linked';
  const asked = { ...of, target: resolveTarget(invocation, surroundings, nobody, home) };
  if (!known) return unknown(`what supabase ${command} would run is not known`);
  const words = generated[command];
  if (words !== undefined) return unknown(words);
  // Versions before 2.100 were never run: whether they choose as the later ones do is not known, so every file counts.
  const history = era === 'v2' || era === 'v3' ? of.history : null;
  switch (command) {
    case 'db push':
      return ofPush({ ...asked, history });
    case 'migration up':
      return ofUp({ ...asked, history });
    case 'migration down':
      return ofDown({ ...asked, history });
    case 'db reset':
      return ofReset(asked);
    case 'db query':
      return ofQuery(asked);
    case 'db test':
    case 'test db':
      return ofTests(asked);
    default:
      return { sources: [], extent: 'exact', faults: [], stdin: null };
  }
}

function unknown(fault: string): WhatRuns {
  return { sources: [], extent: 'exact', faults: [fault], stdin: null };
}

const nobody = {
  staging: { projectRefs: [], hosts: [], branches: [] },
  production: { projectRefs: [], hosts: [], branches: [] },
};
