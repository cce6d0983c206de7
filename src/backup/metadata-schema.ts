import * as z from 'zod';
import { digestOf, isDirectoryFile } from '../postgres/directory-archive.ts';
import { archivedName, backupOf, fileOf, type Piece } from './names.ts';
import type { Metadata, Parts } from './types.ts';

const text = z.string();
const count = z.number().int().nonnegative();
const file = z.object({
  file: text,
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  seen: text.optional(),
});
const sequence = z.object({ name: text, lastValue: z.string().regex(/^-?\d+$/), isCalled: z.boolean() });

const directory = file.omit({ seen: true }).extend({ files: z.array(file) });
const parts = z.union([
  z.object({ full: file, schema: file, data: file, custom: file, roles: file }),
  z.object({ schema: file, roles: file, directory }),
]);

const metadata = z.object({
  schema: z.literal(1),
  backup: text,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  why: text,
  purpose: text.optional(),
  target: z.object({
    key: text,
    label: text,
    environment: z.enum(['local', 'staging', 'production', 'none']),
    host: text,
    port: count,
    database: text,
    user: text,
    projectRef: text.nullable(),
  }),
  identity: z.object({
    systemIdentifier: text,
    databaseOid: count,
    host: text,
    port: count,
    database: text,
    serverVersion: count,
  }),
  freshness: z.object({
    systemIdentifier: text,
    databaseOid: count,
    snapshot: text,
    sequences: z.array(sequence),
    volatileSince: text.nullable().optional(),
  }),
  server: z.object({
    version: text,
    bootstrapRole: text,
    encoding: text,
    collate: text,
    ctype: text,
    icuLocale: text.nullable().optional(),
    extensions: z.array(text),
  }),
  tools: text,
  git: z.object({ commit: text.nullable(), branch: text.nullable(), clean: z.boolean().nullable() }),
  creator: text,
  parts,
  facts: z.object({
    tables: z.array(
      z.object({
        name: text,
        kind: z.enum(['table', 'materialized view']),
        rows: count,
        checksum: text,
        method: z.enum(['record', 'text']),
      }),
    ),
    sequences: z.array(sequence),
    largeObjects: z.object({ count, checksum: text }),
  }),
  proof: z
    .object({
      at: z.iso.datetime(),
      scratch: text,
      tables: count,
      rows: count,
      sequences: count,
      largeObjects: count,
      unverified: z.array(text),
      data: z.enum(['restored', 'read-back', 'none']),
      seconds: z.number(),
    })
    .nullable(),
  rehearsal: z
    .object({
      at: z.iso.datetime(),
      command: text,
      fingerprint: text,
      scratch: text,
      seconds: z.number(),
      status: z.number().int().nullable(),
      failure: text.nullable(),
      lacking: z.array(text),
      rowsGone: count,
      rowsChanged: count,
      valuesLost: count,
      tablesDropped: z.array(text),
      objectsLost: z.array(text),
    })
    .nullable()
    .optional(),
  archived: z.object({ at: z.iso.datetime(), parts }).optional(),
});

/** Reads a metadata file's text; an error says what is wrong with it. Its files are its own: no name leads elsewhere. */
export function parseMetadata(json: string, name: string): Metadata {
  const parsed = metadata.safeParse(JSON.parse(json));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] as z.core.$ZodIssue;
    throw new Error(`${path.join('.') || 'it'}: ${message}`);
  }
  const { backup, parts, archived } = parsed.data;
  if (backup !== backupOf(name)) throw new Error(`it says it is of ${backup}`);
  checkNames(backup, parts, (name) => name);
  if (archived) checkNames(backup, archived.parts, archivedName);
  return parsed.data as Metadata;
}

function checkNames(backup: string, parts: Parts, named: (file: string) => string): void {
  for (const [part, { file }] of Object.entries(parts)) {
    const own = fileOf(backup, part as Piece);
    if (file !== (part === 'directory' ? own : named(own))) throw new Error(`it names the file ${file}`);
  }
  if (!('directory' in parts)) return;
  const { file, files, bytes, sha256 } = parts.directory;
  const toc = named('toc.dat');
  for (const each of files) {
    const plain = each.file.slice(0, each.file.length + 'toc.dat'.length - toc.length);
    if (!isDirectoryFile(plain) || each.file !== named(plain))
      throw new Error(`it names the file ${file}/${each.file}`);
  }
  const names = new Set(files.map((each) => each.file));
  if (names.size !== files.length || !names.has(toc)) throw new Error(`its list of ${file} is not whole`);
  const sum = files.reduce((total, each) => total + each.bytes, 0);
  if (sum !== bytes || digestOf(files) !== sha256) throw new Error(`its list of ${file} does not belong to it`);
}
