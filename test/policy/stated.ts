/**
 * The policy of the written procedure, stated a second time and by hand: nothing here is read from src/policy or src/cli.
 * A command that stands in no group fails the test, so a new one has to be thought about.
 */
export type Place = 'local' | 'staging' | 'production' | 'none';

/** Who is there: git's identity, allowed_signers, a signed request. */
export const situations = {
  'nobody is named': { owner: 'no-owner-named', signers: null, request: null },
  'another person, by git alone': { owner: 'not-owner', signers: null, request: null },
  'the owner, by git alone': { owner: 'is-owner', signers: null, request: null },
  'the owner, and no key counts': { owner: 'is-owner', signers: { people: 0, ownerHasKey: false }, request: null },
  'the owner, and only another has a key': {
    owner: 'is-owner',
    signers: { people: 1, ownerHasKey: false },
    request: null,
  },
  'the owner, alone with a key': { owner: 'is-owner', signers: { people: 1, ownerHasKey: true }, request: null },
  'the owner, two have keys': { owner: 'is-owner', signers: { people: 2, ownerHasKey: true }, request: null },
  'another person, two have keys': { owner: 'not-owner', signers: { people: 2, ownerHasKey: true }, request: null },
  'a request nobody signed': signed(0, false),
  'a request another signed': signed(1, false),
  'a request the owner signed': signed(1, true),
  'a request two others signed': signed(2, false),
  'a request two signed, one the owner': signed(2, true),
} as const;

function signed(people: number, owner: boolean) {
  return { owner: 'not-owner', signers: { people: 3, ownerHasKey: true }, request: { people, owner } } as const;
}

/** Whose word it takes. One letter for each situation above: y it goes on, n refused, r refused and a request would open it. */
export const whoSuffices = {
  //            by git  keys   request
  anybody: /*  */ 'yyy yyyyy yyyyy',
  'somebody*': /**/ 'nny nyyyy nyyyy',
  'owner*': /*   */ 'nny nnyyr nnyyy',
  owner: /*    */ 'nnn nnyyr nnyny',
  two: /*      */ 'nnn nnnrr nnnyy',
  nobody: /*   */ 'nnn nnnnn nnnnn',
} as const;

/** What is asked for, in the order it is asked: Backup, rehearsal (T for trial), Reason, Confirmation; then whose word. */
type Cell = 'pass' | `${'B' | ''}${'T' | ''}${'R' | ''}${'C' | ''} ${keyof typeof whoSuffices}`;
type Row = Readonly<Record<Place, Cell>>;

const row = (local: Cell, staging: Cell, production: Cell, none: Cell = production): Row => ({
  local,
  staging,
  production,
  none,
});
const free = row('pass', 'pass', 'pass');
const harmless = row('BT anybody', 'BT anybody', 'BTC owner');
const byHand = row('BT anybody', 'BTR anybody', 'BTRC owner');
const destructive = row('BTRC anybody', 'BTRC somebody*', 'BTRC two');
const administers = row('C anybody', 'C anybody', 'C owner', 'C anybody');
const forGood = row('RC anybody', 'RC owner*', 'RC two');
const volumes = row('BRC anybody', 'BRC owner*', 'BRC two');
const putsBack = row('BRC anybody', 'BRC owner*', 'BRC two');

/** What is found in the SQL: nothing, something that destroys, something that cannot be read. */
export type Found = 'nothing' | 'destructive' | 'unreadable';
type Group = Readonly<Record<Found, Row>>;
const whatever = (one: Row): Group => ({ nothing: one, destructive: one, unreadable: one });
const bySql = (nothing: Row): Group => ({ nothing, destructive, unreadable: destructive });
/** Our own verbs that stop writes and allow them again: the owner alone, for it cannot wait. */
export const freezes = row('C anybody', 'C owner*', 'C owner');
const reset = row('BTRC anybody', 'BTRC somebody*', ' nobody');

/** Command lines, by what the procedure says of them. `(a|b)` are alternatives of a word. */
export const statement: readonly (readonly [Group, string])[] = [
  [
    whatever(free),
    `backups list; branches (get|list); completion (bash|fish|powershell|zsh); compute (list|logs|status); config (diff|pull);
    compute new; db (advisors|diff|dump|lint|start); db branch list; db remote changes; db schema declarative generate; 2.x: db schema declarative generate --(local|linked|db-url=a-value);
    domains (get|reverify); encryption get-root-key; feedback (add|delete); functions (download|list|new|serve);
    gen (bearer-jwt|keys|signing-key|types); init; inspect report; inspect db (bloat|blocking|cache-hit|calls|collation-drift|db-stats);
    inspect db (index-sizes|index-stats|index-usage|locks|long-running-queries|outliers|replication-slots|role-configs);
    inspect db (role-connections|role-stats|seq-scans|table-index-sizes|table-record-counts|table-sizes|table-stats|toast-sizes);
    inspect db (total-index-size|total-table-sizes|traffic-profile|unused-indexes|vacuum-stats|xid-age); issue (bug|docs|feature);
    link; login; logout; logs; logs sources; migration (fetch|list|new); network-bans get; network-restrictions get;
    notebooks pull; orgs list; postgres-config get; projects (api-keys|list); secrets list; services; snippets (download|list);
    ssl-enforcement get; sso (info|list|show); stack (install|list|logs|outdated|restart|start|status|stop|update); start; status;
    stop; storage ls; telemetry (disable|enable|status); test new; unlink; vanity-subdomains (check-availability|get); whoami;
    db push --dry-run; db query --read-only; pull --dry-run; secrets unset --dry-run`,
  ],
  [bySql(harmless), 'db push; migration up; db test; test db'],
  [bySql(byHand), 'db query'],
  // Their SQL cannot be read beforehand, or is not all they do.
  [
    whatever(destructive),
    'migration (repair|squash); db branch (create|delete|switch); db schema declarative sync; bootstrap',
  ],
  // They write a migration file and its row in the history.
  [whatever(harmless), 'db pull; db remote commit'],
  [whatever(reset), 'db reset'],
  [whatever(destructive), 'migration down'],
  // It resets the local database: with any other target the wrong one would be backed up.
  [
    whatever(row('BTRC anybody', ' nobody', ' nobody')),
    'db schema declarative generate --reset; 2.x: db schema declarative generate',
  ],
  [
    whatever(administers),
    `branches (create|pause|unpause|update); compute push; config push; domains (activate|create|delete); functions deploy;
    network-bans remove; network-restrictions update; notebooks push; orgs create; postgres-config (delete|update);
    projects create; pull; secrets set; ssl-enforcement update; sso (add|remove|update); vanity-subdomains (activate|delete)`,
  ],
  [
    whatever(forGood),
    `branches (delete|disable); compute delete; encryption update-root-key; functions delete; functions deploy --prune;
    secrets unset; seed buckets; storage (cp|mv|rm)`,
  ],
  [whatever(volumes), 'stop --no-backup; stack destroy'],
  [whatever(putsBack), 'backups restore'],
  // Every project's volumes, on the local stack's own machine alone.
  [whatever(row('BRC anybody', ' nobody', ' nobody')), 'stop --no-backup --all'],
  [whatever(row(' nobody', ' nobody', ' nobody')), 'projects delete'],
];
