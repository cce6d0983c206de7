import type { Kind } from '../classification/types.ts';
import { type Column, inWords, policy } from '../policy/table.ts';
import type { Need, Signed } from '../policy/types.ts';
import { signedWords } from '../policy/who-signs.ts';

/** One row of the built-in table, and its words for each environment. */
interface Rule {
  readonly kind: Kind;
  readonly what: string;
  readonly in: Readonly<Record<Shown, Demanded>>;
}

interface Demanded {
  readonly needs: readonly Need[];
  readonly signed: Signed | null;
  /** For people; "nothing" where nothing is asked. */
  readonly words: string;
}

type Shown = Exclude<Column, 'none'>;

const rows: Readonly<Record<Kind, string>> = {
  harmless: 'reads, and writes local files',
  'schema-change': 'push, up, query: nothing destructive found',
  administration: 'hosted administration that loses no data',
  destructive: 'push, up, query, repair: destructive',
  empties: 'db reset, migration down (a reset of production is always refused)',
  irrecoverable: 'loses what a dump cannot bring back (projects delete is always refused)',
  recovery: 'restore, undo',
  freeze: 'freeze, thaw',
};

/** The built-in table in words; `byGit`: there is no allowed_signers yet, so on staging git's identity stands for the owner. */
export function rulesInForce(byGit: boolean): readonly Rule[] {
  return (Object.keys(rows) as Kind[]).map((kind) => {
    const of = (column: Shown): Demanded => {
      const { needs, signed } = policy[kind][column];
      const who = signed && signedWords(signed, byGit && column === 'staging');
      return { needs, signed, words: needs.length === 0 ? 'nothing' : inWords(needs, who) };
    };
    return { kind, what: rows[kind], in: { local: of('local'), staging: of('staging'), production: of('production') } };
  });
}
