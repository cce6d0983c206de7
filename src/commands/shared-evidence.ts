import { whyNotValid } from '../approval/key-times.ts';
import { readSignature } from '../approval/signature-blob.ts';
import { sign, verify } from '../approval/ssh-keygen.ts';
import { readShared, shareTested, type TestedStatement, type VerifyText } from '../checklists/tested.ts';
import { Failure } from '../failures.ts';
import { ownKey, type TeamSigners, teamSigners } from '../guard/own-key.ts';
import type { Hashes, Tested } from '../journal/applied.ts';
import { fetchTexts, shareText } from '../target/git-blobs.ts';
import type { Project } from './project.ts';

const prefix = 'refs/permahub/';

/** What colleagues' signed statements on this remote say was applied where, and what does not count. Failures: those of fetching. */
export async function fetchEvidence(project: Project, remote: string): ReturnType<typeof readShared> {
  const folder = repositoryOf(project, remote);
  const team = await teamSigners(project.settings, project.git);
  const list = async () => {
    const { texts } = await fetchTexts({ folder, remote, under: 'tested' });
    return texts.map(({ name, text }) => ({ ref: `${prefix}${name}`, text }));
  };
  return readShared({ texts: { list }, verify: verifierFor(team, new Date()), now: new Date() });
}

/**
 * Signs and pushes what this clone's journal says: these migrations ran locally, or on staging. Gives the environments that
 * were shared. Failures: those of keys, signing and pushing.
 */
export async function shareEvidence(
  project: Project,
  remote: string,
  of: {
    readonly migrations: Hashes;
    readonly tested: Readonly<Record<'local' | 'staging', Tested>>;
    readonly key: string | null;
  },
): Promise<('local' | 'staging')[]> {
  const folder = repositoryOf(project, remote);
  const { env } = process;
  const team = await teamSigners(project.settings, project.git);
  const { keyFile, signer } = await ownKey(team, { named: of.key, git: project.git, env });
  const shared: ('local' | 'staging')[] = [];
  for (const environment of ['local', 'staging'] as const) {
    const tested = of.tested[environment];
    if (tested.kind === 'untested' || Object.keys(of.migrations).length === 0) continue;
    const statement: TestedStatement = {
      ...{ schema: 1, kind: 'permahub tested', environment, migrations: of.migrations },
      ...{ by: signer.email, at: tested.at, commit: project.git.commit },
    };
    await shareTested(statement, {
      sign: (text, namespace) => sign({ text, namespace, keyFile, env, tty: true }),
      texts: { put: (ref, text) => shareText({ folder, remote, name: ref.slice(prefix.length), text }) },
    });
    shared.push(environment);
  }
  return shared;
}

/** Only the key of the person it names counts, valid when it was signed for and now. */
function verifierFor(team: TeamSigners, now: Date): VerifyText {
  return async ({ text, signature, namespace, by }) => {
    const blob = readSignature(signature);
    if ('problem' in blob) return blob.problem;
    const signer = team.signers.find(({ fingerprint }) => fingerprint === blob.fingerprint);
    if (!signer || signer.email !== by) return `allowed_signers holds no such key of ${by}`;
    const invalid = whyNotValid(signer, now.getTime());
    if (invalid !== null) return `the key of ${by} ${invalid}`;
    return verify({ text, namespace, signature, signer, env: process.env });
  };
}

function repositoryOf({ git, surroundings }: Project, remote: string): string {
  if (git.root !== null) return git.root;
  throw new Failure('remote-unknown', {
    folder: surroundings.workdir,
    remote,
    known: 'none: this is no git repository',
  });
}
