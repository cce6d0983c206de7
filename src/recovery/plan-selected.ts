import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import { quoteName } from '../postgres/quote.ts';
import type { Connection } from '../postgres/types.ts';
import type { Entry } from './contents.ts';
import type { Inventory } from './inventory.ts';
import { orphanCheck } from './orphans.ts';
import { entriesOf, ownedSequences } from './owned.ts';
import { notAllowed, type Pass, type Plan, type Planning, quietTriggers, shown } from './plan.ts';
import { tableKey } from './qualified.ts';
import type { Rights } from './rights.ts';
import { rowCheck } from './row-check.ts';
import { emptyRows, planRows, type Referring, rowsArguments } from './rows-plan.ts';
import { blocksOf } from './schema-text.ts';
import type { Restored } from './types.ts';

interface Selecting extends Planning {
  readonly inventory: Inventory;
  readonly rights: Rights;
  readonly entries: (
    of: Planning,
    inventory: Inventory,
    rights: Rights,
    roles: readonly string[],
  ) => Promise<readonly Entry[]>;
}

/** Plans `--data-only` and `--table`. Failures: restore-not-allowed, restore-tables-differ. */
export async function planSelected(of: Selecting): Promise<Plan> {
  const { backup, form, inventory, rights } = of;
  const { facts } = backup.metadata;
  const before = of.before as Restored;
  const all = facts.tables.filter(({ kind }) => kind === 'table').map(({ name }) => name);
  const tables = form.kind === 'tables' ? form.tables : all;
  const past = blocksOf(of.schema);
  const now = blocksOf(before.schema);
  const byName = form.kind === 'tables';
  const rows = planRows({ tables, byName, present: before.facts, now, past, rights });
  const large = byName ? [] : largeObjectProblems(of, before);
  if (rows.differing.length > 0)
    throw new Failure('restore-tables-differ', { backup: backup.metadata.backup, tables: shown(rows.differing) });
  if (rows.problems.length + large.length > 0) throw notAllowed(backup, inventory.role, [...rows.problems, ...large]);
  const references = await referring(rows.refilled, of.connection);
  const quiet = rights.quietTriggers ? quietTriggers : '';
  const unlink = !byName && inventory.superuser && inventory.largeObjects.count > 0;
  const emptying = [
    ...emptyRows(rows.refilled, rights, references),
    ...(unlink ? ['SELECT count(lo_unlink(oid)) FROM pg_largeobject_metadata'] : []),
  ];
  const again = await makeAgain(of, rows.made);
  return {
    emptying: `${quiet}${emptying.map((each) => `${each};\n`).join('')}`,
    rolesCreated: [],
    passes: [...again.passes, ...(byName || !inventory.superuser ? refill(of, rows.refilled) : wholeData)],
    check: `${rowCheck({ ...facts, tables: facts.tables.filter(({ name }) => tables.includes(name)) })}${orphanCheck([...rows.refilled, ...rows.made])}`,
    made: rows.made,
    left: new Set(),
    inventory,
    remove: again.remove,
  };
}

const wholeData: readonly Pass[] = [{ before: '', args: ['--data-only'] }];

/** The rows of these tables and where their sequences stand; of all the role may set where everything is asked for. */
function refill(of: Selecting, tables: readonly string[]): Pass[] {
  const settable = new Set(of.rights.sequences.filter(({ update }) => update).map((s) => `${s.schema}\n${s.name}`));
  const sequences =
    of.form.kind === 'tables'
      ? ownedSequences(tables, blocksOf(of.schema))
      : of.backup.metadata.facts.sequences.map(({ name }) => tableKey(name));
  return rowsArguments([...tables.map(tableKey), ...sequences.filter((key) => settable.has(key))]).map((args) => ({
    before: '',
    args,
  }));
}

/** Tables that are gone: structure and rows, then their rights, which default privileges must not add to. */
async function makeAgain(of: Selecting, made: readonly string[]): Promise<Pick<Plan, 'passes' | 'remove'>> {
  if (made.length === 0) return { passes: [], remove: async () => undefined };
  const entries = await of.entries(of, of.inventory, of.rights, []);
  const blocks = blocksOf(of.schema);
  const publications = of.inventory.publications.map(({ name }) => name);
  const all = made.map((table) => entriesOf(table, entries, blocks, publications));
  const things = new Set(all.flatMap((each) => each.things.map(({ line }) => line)));
  const rights = new Set(all.flatMap((each) => each.rights.map(({ line }) => line)));
  const revoked = entries
    .filter(({ line, kind }) => things.has(line) && (kind === 'TABLE' || kind === 'SEQUENCE'))
    .flatMap((entry) => revoke(entry, of.inventory));
  const inOrder = (lines: ReadonlySet<string>) =>
    of.tools.file(
      `${entries
        .filter(({ line }) => lines.has(line))
        .map(({ line }) => line)
        .join('\n')}\n`,
    );
  const files = [await inOrder(things), ...(rights.size > 0 ? [await inOrder(rights)] : [])];
  const [first, second] = files;
  return {
    passes: [
      { before: '', args: ['-L', first?.path as string] },
      // Without rights of its own the revoking still has to happen.
      { before: revoked.join(''), args: second ? ['-L', second.path] : null },
    ],
    remove: async () => void (await Promise.all(files.map(({ remove }) => remove()))),
  };
}

function revoke(entry: Entry, inventory: Inventory): string[] {
  const name = `${quoteName(entry.schema ?? '')}.${quoteName(entry.name)}`;
  const given = inventory.defaultPrivileges.flatMap(({ grantees }) => grantees);
  const others = [...new Set(given)].filter((grantee) => grantee !== quoteName(entry.owner) && grantee !== entry.owner);
  return others.map((grantee) => `REVOKE ALL ON ${entry.kind} ${name} FROM ${grantee};\n`);
}

/** A role that is no superuser leaves large objects as they are, so they have to be the backup's already. */
function largeObjectProblems({ backup, inventory }: Selecting, before: Restored): string[] {
  const past = backup.metadata.facts.largeObjects;
  const now = before.facts.largeObjects;
  const same = past.count === now.count && past.checksum === now.checksum;
  return inventory.superuser || same ? [] : ['large objects are put back by a superuser alone'];
}

/** Foreign keys to these tables from others than themselves: TRUNCATE wants both ends at once. */
async function referring(tables: readonly string[], connection: Connection): Promise<Referring[]> {
  const session = await connect(connection);
  try {
    return await session.query<Referring>(
      `select c.conrelid::regclass::text as from, c.confrelid::regclass::text as to from pg_constraint c
        where c.contype = 'f' and c.conrelid <> c.confrelid
          and c.confrelid in (select t::regclass from json_array_elements_text($1::json) t)`,
      [JSON.stringify(tables)],
    );
  } finally {
    await session.close();
  }
}
