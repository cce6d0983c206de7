import { collectSignatures } from '../approval/collect-signatures.ts';
import { readPresence } from '../approval/presence.ts';
import { requestSha256 } from '../approval/request.ts';
import { readRequest, statementsBeside } from '../approval/request-files.ts';
import type { Request, Signatures } from '../approval/request-types.ts';
import { Failure } from '../failures.ts';
import { type TeamSigners, teamSigners } from '../guard/own-key.ts';
import { terminalDevice } from '../guard/refuse.ts';
import { carriedOut } from '../guard/signature-facts.ts';
import { shownCommand } from '../invocation/shown.ts';
import { openJournal } from '../journal/journal.ts';
import { openProject, type Project } from './project.ts';

/** A request on disk, in the project of the working folder. */
export interface OpenedRequest {
  readonly file: string;
  readonly request: Request;
  readonly sha256: string;
  readonly project: Project;
  readonly team: TeamSigners;
  /** When it was carried out, by the journal of this clone; null when it was not. */
  readonly carriedOutAt: string | null;
  /** Reads and verifies the statements beside it. */
  readonly signatures: (databaseNow: Date | null, mode?: 'run' | 'countersign') => Promise<Signatures>;
}

/** Opens a request for looking, signing or carrying out. Failures: those of `readRequest` and of the settings. */
export async function openRequest(file: string): Promise<OpenedRequest> {
  const request = await readRequest(file);
  const project = await openProject();
  const { settings, git } = project;
  const team = await teamSigners(settings, git);
  const used = carriedOut(openJournal(settings.backups.directory).lines());
  const carriedOutAt = used.get(request.nonce) ?? null;
  return {
    ...{ file, request, project, team, carriedOutAt },
    sha256: requestSha256(request),
    signatures: (databaseNow, mode = 'run') =>
      collectSignatures({
        ...{ request, databaseNow },
        signers: team.signers,
        mode,
        // An emergency was carried out first and is signed by the second person afterwards.
        usedNonces: mode === 'countersign' ? new Set() : new Set(used.keys()),
        now: new Date(),
        read: () => statementsBeside(file, request.nonce),
        env: process.env,
      }),
  };
}

/** The command of a request as people may see it. */
export function commandOf({ program, argv }: Request): string {
  return program === 'supabase' ? shownCommand(argv) : ['permahub', ...argv].join(' ');
}

/** Whoever puts their name to something sits at a terminal. Failure: request-unasked (77). */
export function assertPresent(what: string, instead: string): void {
  const presence = readPresence({ env: process.env, devTty: terminalDevice, devin: '/opt/.devin' });
  if (presence.canAsk) return;
  const why =
    presence.why === 'no terminal'
      ? 'there is none here'
      : `this is ${presence.why.startsWith('CI') ? 'a ' : ''}${presence.why}`;
  throw new Failure('request-unasked', { what, why, instead });
}
