import { schema as tripwire } from '../tripwire/names.ts';
import { isTripwire } from '../tripwire/of-ours.ts';

/** One object of a schema dump: what pg_dump wrote under `-- Name: users; Type: TABLE; Schema: public; …`. */
export interface Block {
  readonly kind: string;
  /** null for what has no schema. Not quoted. */
  readonly schema: string | null;
  readonly name: string;
  /** "" where the dump names none. Not quoted. */
  readonly owner: string;
  /** Its heading and statements; `SET default_…` that counts for it is in it, as a comment. */
  readonly text: string;
}

const heading = /^-- (?:Data for )?Name: (.*); Type: ([A-Z ]+); Schema: (.*); Owner: (.*)$/;

/** The objects of a schema dump, in order; what stands before the first is of kind ''. Pure. */
export function blocksOf(schema: string): Block[] {
  const found: { kind: string; schema: string | null; name: string; owner: string; lines: string[] }[] = [
    { kind: '', schema: null, name: '', owner: '', lines: [] },
  ];
  // Where tables go is set once for all that follow: each of them gets it, so that blocks can be taken one by one.
  const settings = new Map<string, string>();
  for (const line of schema.split('\n')) {
    const title = heading.exec(line);
    const setting = /^SET (default_table\w+) = /.exec(line);
    if (setting) settings.set(setting[1] as string, line);
    else if (title) {
      const [, name = '', kind = '', of = '-', owner = ''] = title;
      const tables = /^(TABLE|MATERIALIZED VIEW|INDEX|CONSTRAINT)$/.test(kind)
        ? [...settings.values()].map((set) => `-- ${set}`)
        : [];
      found.push({ kind, schema: of === '-' ? null : of, name, owner, lines: [line, ...tables] });
    } else if (line !== '--' && line !== '') found.at(-1)?.lines.push(line);
  }
  return found.map(({ lines, ...block }) => ({ ...block, text: lines.join('\n') }));
}

/** Blocks as a text that `compareSchemas` reads. Pure. */
export function textOf(blocks: readonly Block[]): string {
  return blocks.map(({ text }) => `--\n${text}\n`).join('\n');
}

/** What tells one block, or entry of an archive, from another; default privileges of two roles have the same name. Pure. */
export function keyOf({
  kind,
  schema,
  name,
  owner,
}: Pick<Block, 'kind' | 'schema' | 'name'> & { readonly owner?: string }) {
  return `${kind}\n${schema ?? ''}\n${name}${kind === 'DEFAULT ACL' ? `\n${owner ?? ''}` : ''}`;
}

/**
 * Schema dumps as they are compared: without the tripwire, which the guard installs again after a restore and reads back by
 * itself. All of them are changed or none, so that they stay alike. Pure.
 */
export function withoutTripwire(schemas: readonly string[]): readonly string[] {
  if (!schemas.some((schema) => schema.includes(`${tripwire}.`))) return schemas;
  return schemas.map((schema) => textOf(blocksOf(schema).filter((block) => !isTripwire(block))));
}
