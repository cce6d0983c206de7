import { ellipsis } from './constant.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';
import { objectName, relationName } from './names.ts';
import type { TreeNode } from './types.ts';

/** Tables that a source makes itself, so that nobody's data is in them. */
export class OwnTables {
  /** Names with the branches of code they were made in. */
  readonly #branches = new Map<string, readonly number[]>();
  readonly #untilCommit = new Set<string>();
  /** Temporary ones, without pg_temp. */
  readonly temporary = new Set<string>();
  /** Lasting ones, as the SQL names them; none made IF NOT EXISTS. */
  readonly made = new Set<string>();

  /** Follows what a node makes, drops and renames; `branches` as in Embedded. */
  see({ kind, fields }: TreeNode, branches: readonly number[]): void {
    if (kind === 'DropStmt') {
      for (const object of listOf(fields.objects)) this.#gone(objectName(object));
    } else if (/^(?:RenameStmt|AlterObjectSchemaStmt)$/.test(kind) || fields.name === 'search_path') {
      // From now on a name may mean another table.
      this.#gone(relationName(fields.relation));
      for (const name of this.made) this.#gone(name);
    } else if (kind === 'DiscardStmt') this.clear();
    else if (kind === 'CreateStmt') this.#make(fields, fields.relation, fields.oncommit, branches);
    else {
      const into = fieldsOf(fields.into ?? fields.intoClause);
      if (into.rel !== undefined) this.#make(fields, into.rel, into.onCommit, branches);
    }
  }

  /** Forgets what was made in a branch that is left: it may not have been taken. */
  leaveFor(branches: readonly number[]): void {
    for (const [name, made] of this.#branches) if (made.some((id, at) => branches[at] !== id)) this.#gone(name);
  }

  /** The end of a transaction takes tables that were made ON COMMIT DROP. */
  commit(): void {
    for (const name of this.#untilCommit) this.#gone(name);
  }

  /** The names known now, to come back to. */
  known(): ReadonlySet<string> {
    return new Set(this.#branches.keys());
  }

  /** Forgets what was made since; what was dropped since stays forgotten. */
  rollBackTo(known: ReadonlySet<string>): void {
    for (const name of this.#branches.keys()) if (!known.has(name)) this.#gone(name);
  }

  /** Forgets everything: another session, or DISCARD. */
  clear(): void {
    for (const name of this.#branches.keys()) this.#gone(name);
  }

  #make(fields: TreeNode['fields'], relation: unknown, onCommit: unknown, branches: readonly number[]): void {
    const { relpersistence, schemaname, relname } = fieldsOf(relation);
    const isTemporary = relpersistence === 't' || schemaname === 'pg_temp';
    if (!isTemporary && fields.if_not_exists === true) return;
    const name = isTemporary ? relationName({ relname: textOf(relname) }) : relationName(relation);
    if (name.includes(ellipsis)) return;
    this.#branches.set(name, branches);
    (isTemporary ? this.temporary : this.made).add(name);
    if (onCommit === 'ONCOMMIT_DROP') this.#untilCommit.add(name);
  }

  #gone(name: string): void {
    for (const one of [name, name.replace(/^pg_temp\./, '')]) {
      this.#branches.delete(one);
      this.temporary.delete(one);
      this.made.delete(one);
      this.#untilCommit.delete(one);
    }
  }
}
