import { requestSha256 } from '../approval/request.ts';
import { writeRequest } from '../approval/request-files.ts';
import { Failure } from '../failures.ts';
import { printLines } from '../terminal/style.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { proposeRequest } from './propose.ts';
import { pushFile } from './share.ts';

/** `permahub request -- <args>`: backup, proof and rehearsal, then a file for people to sign; nothing is forwarded. */
export async function request(options: {
  readonly argv: readonly string[];
  readonly reason: string;
  readonly push: string | null;
  readonly json: boolean;
}): Promise<number> {
  if (options.argv.length === 0)
    throw new Failure('usage', { problem: 'A command is missing behind --', verb: 'request' });
  const made = await proposeRequest(options.argv, options.reason);
  const { settings } = await openProject();
  const file = await writeRequest(settings.backups.directory, made);
  if (options.push !== null) await pushFile(file, options.push);
  if (options.json) {
    const { nonce, expiresAt, target, backup } = made;
    printJson({ schema: 1, file, sha256: requestSha256(made), nonce, expiresAt, target, backup: backup?.name ?? null });
    return 0;
  }
  const until = new Date(made.expiresAt).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  printLines([
    { text: `permahub: the request is ready, good until ${until}: ${file}`, tone: 'title' },
    {
      text: `  Others sign it on their own checkout: permahub approve ${options.push === null ? 'FILE' : `--fetch ${options.push} ${made.nonce}`}`,
      tone: 'plain',
    },
    { text: `  Then it is carried out here: permahub run ${file}`, tone: 'plain' },
  ]);
  return 0;
}
