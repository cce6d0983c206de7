/** The one schema of ours in a database. */
export const schema = 'permahub';

/** Functions in it. Users' own things in that schema are none of these. */
export const functions = ['refuse', 'on_start', 'on_drop', 'on_rewrite', 'on_end', 'on_truncate', 'on_delete'] as const;
export type FunctionName = (typeof functions)[number];

interface EventTrigger {
  readonly name: string;
  readonly event: 'ddl_command_start' | 'ddl_command_end' | 'sql_drop' | 'table_rewrite';
  /** Commands it is for; null for all of that event. */
  readonly tags: readonly string[] | null;
  readonly runs: FunctionName;
}

/**
 * `permahub_start` is for what could take the tripwire itself away in the same command: with the schema goes the function, and
 * with the function the trigger that would have refused (seen on 15 and 17).
 */
export const eventTriggers: readonly EventTrigger[] = [
  { name: 'permahub_start', event: 'ddl_command_start', tags: ['DROP SCHEMA', 'DROP OWNED'], runs: 'on_start' },
  { name: 'permahub_drop', event: 'sql_drop', tags: null, runs: 'on_drop' },
  { name: 'permahub_rewrite', event: 'table_rewrite', tags: null, runs: 'on_rewrite' },
  {
    ...{ name: 'permahub_end', event: 'ddl_command_end', runs: 'on_end' },
    tags: ['CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE SCHEMA', 'ALTER TABLE'],
  },
];

interface TableTrigger {
  readonly name: string;
  /** Between the name and ON. */
  readonly when: string;
  /** Between the table and EXECUTE. */
  readonly rest: string;
  readonly runs: FunctionName;
}

/** What every table of people gets; both fire under session_replication_role = replica as well. */
export const tableTriggers: readonly TableTrigger[] = [
  { name: 'permahub_truncate', when: 'before truncate', rest: 'for each statement', runs: 'on_truncate' },
  {
    ...{ name: 'permahub_delete', when: 'after delete', runs: 'on_delete' },
    rest: 'referencing old table as gone for each statement',
  },
];

/**
 * Classes of the advisory locks a ticket is made of (two-part keys; "perm" in ASCII and the next ones). All but `claim` are
 * held by the guard, in one session.
 */
export const locks = {
  /** Its number, at random. */
  id: 1_885_696_621,
  /** Object id of a role it is for. */
  role: 1_885_696_622,
  /** Seconds since 1970 until which it can be claimed. Gone once it was. */
  until: 1_885_696_623,
  /** Held by the session that claimed the ticket of this number. */
  claim: 1_885_696_624,
} as const;

/** Set in the transaction of a restore of our own, which makes triggers as the backup has them. */
export const restoring = 'permahub.transaction';
