import type { Kind } from '../classification/types.ts';
import type { Need, Signed } from './types.ts';

/** What one place of the table asks for. `signed` names whose signatures it takes, null when none. */
export interface Demand {
  readonly needs: readonly Need[];
  readonly signed: Signed | null;
}

/** Where something would happen; a target without an environment counts as production unless it cannot exist yet. */
export type Column = 'local' | 'staging' | 'production' | 'none';

const ask = (...needs: readonly Need[]): Demand => ({ needs, signed: null });
const nothing = ask();
const somebodySigns = (...needs: readonly Need[]): Demand => ({
  needs: [...needs, 'owner'],
  signed: 'owner or authorised',
});
const ownerSigns = (...needs: readonly Need[]): Demand => ({ needs: [...needs, 'owner'], signed: 'owner' });
const twoSign = (...needs: readonly Need[]): Demand => ({
  needs: [...needs, 'owner', 'second-person'],
  signed: 'two people',
});

/** The built-in policy. Settings choose the column by naming environments; nothing switches a need off. */
export const policy: Readonly<Record<Kind, Readonly<Record<Column, Demand>>>> = {
  harmless: { local: nothing, staging: nothing, production: nothing, none: nothing },
  'schema-change': {
    local: ask('backup', 'rehearsal'),
    staging: ask('backup', 'rehearsal'),
    production: ownerSigns('backup', 'rehearsal', 'confirmation'),
    none: ownerSigns('backup', 'rehearsal', 'confirmation'),
  },
  // Nothing is lost by it; without a target ("projects create") nothing that exists is touched either.
  administration: {
    local: ask('confirmation'),
    staging: ask('confirmation'),
    production: ownerSigns('confirmation'),
    none: ask('confirmation'),
  },
  destructive: {
    local: ask('backup', 'rehearsal', 'reason', 'confirmation'),
    staging: somebodySigns('backup', 'rehearsal', 'reason', 'confirmation'),
    production: twoSign('backup', 'rehearsal', 'reason', 'confirmation'),
    none: twoSign('backup', 'rehearsal', 'reason', 'confirmation'),
  },
  empties: {
    local: ask('backup', 'rehearsal', 'reason', 'confirmation'),
    staging: somebodySigns('backup', 'rehearsal', 'reason', 'confirmation'),
    production: twoSign('backup', 'rehearsal', 'reason', 'confirmation'),
    none: twoSign('backup', 'rehearsal', 'reason', 'confirmation'),
  },
  // A dump cannot bring it back, so a backup is asked for only where a volume with a database goes.
  irrecoverable: {
    local: ask('reason', 'confirmation'),
    staging: ownerSigns('reason', 'confirmation'),
    production: twoSign('reason', 'confirmation'),
    none: twoSign('reason', 'confirmation'),
  },
  recovery: {
    local: ask('backup', 'reason', 'confirmation'),
    staging: ownerSigns('backup', 'reason', 'confirmation'),
    production: twoSign('backup', 'reason', 'confirmation'),
    none: twoSign('backup', 'reason', 'confirmation'),
  },
  // Nothing is lost by it, and it cannot wait for a second person.
  freeze: {
    local: ask('confirmation'),
    staging: ownerSigns('confirmation'),
    production: ownerSigns('confirmation'),
    none: ownerSigns('confirmation'),
  },
};

/** In an emergency the owner alone may put a production database back; the second signature follows. */
export const emergencyRecovery: Demand = ownerSigns('backup', 'reason', 'confirmation');

/** A mark in the database: whoever is at the terminal may make it stricter, only the owner laxer. */
export const markStricter: Demand = ask('confirmation');
export const markLaxer: Demand = ownerSigns('confirmation');

const words: Readonly<Record<Need, string>> = {
  backup: 'a verified backup',
  rehearsal: 'a rehearsal',
  reason: 'a reason',
  confirmation: 'a typed confirmation',
  owner: 'the owner',
  'second-person': 'a second person',
};

/** "a verified backup, a reason and a typed confirmation", with `who` as the last part where signatures are meant. */
export function inWords(needs: readonly Need[], who: string | null = null): string {
  const named = who === null ? needs : needs.filter((need) => need !== 'owner' && need !== 'second-person');
  const all = [...named.map((need) => words[need]), ...(who === null ? [] : [who])];
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}
