import { confirm } from '../approval/ask.ts';
import { freshCode } from '../approval/code.ts';
import { confirmationText } from '../approval/question.ts';
import { requestScreen, signedWords } from '../approval/request-screen.ts';
import { Failure } from '../failures.ts';
import { ownKey } from '../guard/own-key.ts';
import { putName } from '../guard/put-name.ts';
import { terminalDevice } from '../guard/refuse.ts';
import { section } from '../terminal/section.ts';
import { printLines } from '../terminal/style.ts';
import { assertPresent, commandOf, openRequest } from './opened-request.ts';
import { fetchRequest, pushFile } from './share.ts';
import { unlikeHere } from './unlike-here.ts';

/**
 * `permahub approve FILE`: recomputes what the request says on this checkout, shows what it would do, and signs. Failures:
 * request-unasked, request-unlike, request-unfit, not-approved (77), and those of keys and ssh-keygen.
 */
export async function approveRequest(options: {
  readonly file: string;
  readonly key: string | null;
  readonly push: string | null;
  readonly fetch: string | null;
}): Promise<number> {
  assertPresent('sign a request', 'Whoever shall agree runs this on their own machine: permahub approve FILE');
  const file = options.fetch === null ? options.file : await fetchRequest(options.file, options.fetch);
  const opened = await openRequest(file);
  const { request, project } = opened;
  const mode = request.emergency ? 'countersign' : 'run';
  const before = await opened.signatures(null, mode);
  if (before.denied !== null || before.unfit !== null)
    throw new Failure('request-unfit', { why: before.denied ?? before.unfit ?? '' });
  const differences = await unlikeHere(opened);
  if (differences.length > 0) throw new Failure('request-unlike', { differences: differences.join('\n') });
  const { env } = process;
  const key = await ownKey(opened.team, { named: options.key, git: project.git, env });
  const { keyFile, signer } = key;
  const by = `${signer.email}, with ${signer.fingerprint} (${keyFile})`;
  await confirm({
    screen: requestScreen({
      ...{ request, signatures: before, by, command: commandOf(request), now: Date.now() },
      notes: before.valid.some((one) => one.by === signer.email) ? ['You have signed it already.'] : [],
    }),
    confirmText: confirmationText(request.target, freshCode()),
    tty: terminalDevice,
  });
  const statementFile = await putName({ file, request, verdict: 'approve', key, env });
  if (options.push !== null) await pushFile(statementFile, options.push);
  printLines([
    { text: `permahub: signed as ${signer.email}: ${statementFile}`, tone: 'good' },
    ...section('Signed', signedWords(await opened.signatures(null, mode))),
    { text: `  Whoever asked carries it out: permahub run FILE`, tone: 'plain' },
  ]);
  return 0;
}
