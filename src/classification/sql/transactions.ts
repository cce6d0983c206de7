import { textOf } from './fields.ts';
import { rollbackUndoes } from './registry.ts';
import type { OwnTables } from './tables.ts';
import type { SqlFinding, TreeNode } from './types.ts';

/** What a transaction can take back: findings, and what is known of tables at its start. */
interface Mark {
  readonly name: string;
  readonly findings: number;
  readonly tables: ReadonlySet<string>;
}

/** Follows BEGIN, SAVEPOINT, ROLLBACK and COMMIT of one source, and takes findings back where they are certainly undone. */
export class Transactions {
  #marks: Mark[] = [];
  #certain = false;
  /** Transaction commands seen so far. */
  changes = 0;

  constructor(
    readonly findings: SqlFinding[],
    readonly tables: OwnTables,
    /** Whether psql's \if may leave statements out: then nothing is certain. */
    readonly conditional: boolean,
  ) {}

  /** Whether BEGIN was seen, and no end of it. */
  get open(): boolean {
    return this.#marks.length > 0;
  }

  /** Something ran that may have ended the transaction. */
  doubt(): void {
    this.#certain = false;
  }

  see({ fields }: TreeNode): void {
    this.changes++;
    const kind = textOf(fields.kind).replace('TRANS_STMT_', '');
    if (kind === 'BEGIN' || kind === 'START') {
      if (this.#marks.length === 0) this.#begin();
    } else if (kind === 'SAVEPOINT' && this.#marks.length > 0) this.#mark(textOf(fields.savepoint_name));
    else if (kind === 'ROLLBACK_TO') this.#rollBackTo(textOf(fields.savepoint_name));
    else if (/^(?:COMMIT|ROLLBACK|PREPARE)$/.test(kind)) {
      // Outside of a transaction AND CHAIN is an error and begins none.
      const chains = fields.chain === true && this.#marks.length > 0;
      if (kind === 'ROLLBACK' && this.#marks[0]) this.#undo(this.#marks[0]);
      this.#marks = [];
      this.tables.commit();
      if (chains) this.#begin();
    }
  }

  #begin(): void {
    this.#certain = !this.conditional;
    this.#mark('');
  }

  #mark(name: string): void {
    this.#marks.push({ name, findings: this.findings.length, tables: this.tables.known() });
  }

  #rollBackTo(name: string): void {
    const at = this.#marks.findLastIndex((mark, index) => index > 0 && mark.name === name);
    const mark = this.#marks[at];
    if (!mark) return;
    this.#undo(mark);
    this.#marks.length = at + 1;
  }

  /** What reaches out of the transaction stays. */
  #undo(mark: Mark): void {
    this.tables.rollBackTo(mark.tables);
    if (!this.#certain) return;
    const since = this.findings.splice(mark.findings);
    this.findings.push(...since.filter(({ rule }) => !rollbackUndoes(rule)));
  }
}
