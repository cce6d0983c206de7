import type { Session } from '../../postgres/connection.ts';
import type { Mapping } from './columns.ts';
import { asText, own, readTexts } from './keys.ts';
import type { ForeignKey, Shape } from './shape.ts';

/** A table in the restored copy with the rows that are missing now, and those of them that are to be put back. */
export interface SetOf {
  readonly shape: Shape;
  readonly mapping: Mapping;
  /** Tables in the copy: o and c (where a row is) and, in `chosen`, why: 'asked', 'dependant' (it refers to such a row) or 'parent' (it is referred to). */
  readonly missing: string;
  readonly chosen: string;
}

/** Condition that a row of `alias` is the one at place `at`. */
export const isAt = (alias: string, at: string) => `${alias}.tableoid = ${at}.o and ${alias}.ctid = ${at}.c`;

/** Empties the place in the copy where the sets are kept. */
export async function prepareSets(copy: Session): Promise<void> {
  await copy.query('drop schema if exists permahub_rows cascade; create schema permahub_rows');
}

/** Finds the rows of one table that the copy has and the database has not, by key. */
export async function makeSet(
  copy: Session,
  live: Session,
  { shape, past, mapping }: { readonly shape: Shape; readonly past: Shape; readonly mapping: Mapping },
  at: number,
): Promise<SetOf> {
  const [keys, missing, chosen] = ['keys', 'missing', 'chosen'].map((kind) => `permahub_rows.${kind}_${at}`) as [
    string,
    string,
    string,
  ];
  await copy.query(`create unlogged table ${keys} (k text)`);
  const key = (alias: string) => asText(mapping.key.map((column) => `${alias}.${column}`));
  await readTexts(live, `select ${key('t')} from ${own(shape, 't')}`, (texts) =>
    copy.query(`insert into ${keys} select unnest($1::text[])`, [texts]),
  );
  await copy.query(`analyze ${keys};
    create unlogged table ${missing} as select t.tableoid as o, t.ctid as c from ${own(past, 't')}
      where not exists (select from ${keys} k where k.k = ${key('t')});
    create unlogged table ${chosen} (o oid, c tid, why text, primary key (o, c)); analyze ${missing}`);
  return { shape, mapping, missing, chosen };
}

/** Chooses missing rows of a child whose parent is chosen, for what was asked for and what hangs on it; how many. */
export function chooseDependants(copy: Session, child: SetOf, parent: SetOf, fk: ForeignKey): Promise<number> {
  return added(
    copy,
    `insert into ${child.chosen} select m.o, m.c, 'dependant' from ${child.missing} m join ${own(child.shape, 'c')} on ${isAt('c', 'm')}
      join ${own(parent.shape, 'p')} on ${fk.same} join ${parent.chosen} s on ${isAt('p', 's')} where s.why <> 'parent'
      on conflict (o, c) do update set why = 'dependant' where ${child.chosen}.why = 'parent'`,
  );
}

/** Chooses missing rows that chosen ones refer to; how many. */
export function chooseParents(copy: Session, child: SetOf, parent: SetOf, fk: ForeignKey): Promise<number> {
  return added(
    copy,
    `insert into ${parent.chosen} select distinct m.o, m.c, 'parent' from ${child.chosen} s join ${own(child.shape, 'c')} on ${isAt('c', 's')}
      join ${own(parent.shape, 'p')} on ${fk.same} join ${parent.missing} m on ${isAt('p', 'm')} on conflict (o, c) do nothing`,
  );
}

/** Takes out chosen rows that refer to a missing row that is not put back; how many. */
export function withhold(copy: Session, child: SetOf, parent: SetOf, fk: ForeignKey): Promise<number> {
  return added(
    copy,
    `delete from ${child.chosen} s using ${own(child.shape, 'c')}, ${own(parent.shape, 'p')}, ${parent.missing} m
      where ${isAt('c', 's')} and ${fk.same} and ${isAt('p', 'm')}
        and not exists (select from ${parent.chosen} x where x.o = m.o and x.c = m.c)`,
  );
}

async function added(copy: Session, sql: string): Promise<number> {
  const [row] = await copy.query<{ n: number }>(
    `with done as (${sql} returning 1) select count(*)::int as n from done`,
  );
  return row?.n ?? 0;
}
