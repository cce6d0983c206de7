import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupName, fileOf, partNames } from '../../src/backup/names.ts';
import type { Metadata, PartFile, Parts, PlainParts } from '../../src/backup/types.ts';
import type { Environment } from '../../src/target/types.ts';

export const day = 86_400_000;

/** What a made-up set is. */
export interface SetOf {
  readonly at: Date;
  readonly name?: string | null;
  readonly key?: string;
  readonly environment?: Environment;
  readonly purpose?: string;
  readonly proof?: 'whole' | 'with exceptions' | null;
  readonly rows?: number;
  readonly why?: string;
}

/** Metadata of a set of the four dump files. */
export type PlainMetadata = Metadata & { readonly parts: PlainParts };

export function metadataOf<P extends Parts>(of: SetOf, parts: P): Metadata & { readonly parts: P } {
  const backup = backupName(of.at, of.name ?? null);
  const at = of.at.toISOString();
  const { key = 'local:shop', environment = 'local', proof = 'whole', rows = 7 } = of;
  const identity = { systemIdentifier: '7', databaseOid: 5, host: '127.0.0.1', port: 54322, database: 'postgres' };
  return {
    schema: 1,
    backup,
    startedAt: at,
    finishedAt: at,
    why: of.why ?? 'a test',
    ...(of.purpose === undefined ? {} : { purpose: of.purpose }),
    target: {
      ...{ key, environment, host: '127.0.0.1', port: 54322, database: 'postgres', user: 'postgres', projectRef: null },
      label: environment === 'local' ? 'local' : key,
    },
    identity: { ...identity, serverVersion: 150018 },
    freshness: { systemIdentifier: '7', databaseOid: 5, snapshot: '1:1:', sequences: [] },
    server: {
      ...{ version: '15.18', bootstrapRole: 'postgres', encoding: 'UTF8', collate: 'C.UTF-8', ctype: 'C.UTF-8' },
      extensions: [],
    },
    tools: 'PostgreSQL 15.18',
    git: { commit: '5bd753ac8cd4ad866028ae9fe18b65382ec5272f', branch: 'main', clean: true },
    creator: 'Ann <ann@example.com>',
    parts,
    facts: {
      tables: [{ name: 'public.users', kind: 'table', rows, checksum: '1', method: 'record' }],
      sequences: [],
      largeObjects: { count: 0, checksum: '0' },
    },
    proof: proof && {
      ...{ at, scratch: 'a scratch PostgreSQL 15.18 (native)', tables: 1, rows, sequences: 0, largeObjects: 0 },
      ...{ data: 'restored', seconds: 1, unverified: proof === 'whole' ? [] : ['the extension vector'] },
    },
  };
}

/** Publishes a set whose files are words: everything about it is right but that no server ever saw it. */
export function makeSet(directory: string, of: SetOf, words = 'create table public.users (id int);\n'): PlainMetadata {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const backup = backupName(of.at, of.name ?? null);
  const parts = partNames.map((part) => {
    const content = Buffer.from(`-- ${part} of ${backup}\n${words.repeat(400)}`);
    const file: PartFile = {
      file: fileOf(backup, part),
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    };
    writeFileSync(join(directory, file.file), content, { mode: 0o600 });
    return [part, file];
  });
  const metadata = metadataOf(of, Object.fromEntries(parts) as PlainParts);
  writeFileSync(join(directory, fileOf(backup, 'metadata')), `${JSON.stringify(metadata, null, 1)}\n`, { mode: 0o600 });
  return metadata;
}

/** Two folders as retention knows them. */
export function folders() {
  const parent = mkdtempSync(join(tmpdir(), 'permahub-test-retain-'));
  const directory = join(parent, 'database');
  return {
    directory,
    archive: join(directory, 'archive'),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}
