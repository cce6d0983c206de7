import { purposeOfName } from './purpose.ts';
import type { Snapshot } from './snapshot.ts';
import type { BackupRequest, Metadata } from './types.ts';

/** The metadata of a backup; no secret has a place in it. */
export function describe(of: {
  readonly request: BackupRequest;
  readonly backup: string;
  readonly startedAt: Date;
  readonly snapshot: Snapshot;
  readonly parts: Metadata['parts'];
  readonly facts: Metadata['facts'];
  readonly proof: Metadata['proof'];
}): Metadata {
  const { request, snapshot } = of;
  const { target, git, source } = request;
  const { host, port, database, user } = { ...source.connection, ...source.place };
  const { bootstrapRole, encoding, collate, ctype, icuLocale, extensions } = snapshot.like;
  return {
    schema: 1,
    backup: of.backup,
    startedAt: of.startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    why: request.why,
    purpose: request.purpose ?? purposeOfName(of.backup),
    target: {
      key: target.key,
      label: target.label,
      environment: target.environment,
      ...{ host, port, database, user },
      projectRef: target.projectRef,
    },
    identity: snapshot.identity,
    freshness: snapshot.freshness,
    server: {
      version: snapshot.serverWords,
      ...{ bootstrapRole, encoding, collate, ctype },
      ...(icuLocale ? { icuLocale } : {}),
      extensions,
    },
    tools: source.tools.words,
    git: { commit: git.commit, branch: git.branch, clean: git.clean },
    creator: request.creator,
    parts: of.parts,
    facts: of.facts,
    proof: of.proof,
  };
}
