import { asMarked, isCopied } from '../guard/environment.ts';
import { connect } from '../postgres/connection.ts';
import { readIdentity } from '../postgres/identity.ts';
import { readMarker } from '../postgres/marker.ts';
import { connectionFor } from '../target/connection.ts';
import { wrap } from '../terminal/wrap.ts';
import { markWords } from './mark-words.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

/** `permahub mark show [--json]`: what the database says of itself, and what it counts as with that. Only reads. */
export async function markShow(options: { readonly target: string | null; readonly json: boolean }): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const connection = connectionFor(target, project.surroundings);
  const session = await connect(connection);
  try {
    const identity = await readIdentity(session, connection);
    const marker = await readMarker(session);
    const { environment, notes } = asMarked(target, identity, marker);
    const { systemIdentifier, databaseOid } = identity;
    const copied = marker !== null && isCopied(marker, identity);
    if (options.json)
      printJson({
        schema: 1,
        target: { label: target.label, key: target.key, environment: target.environment },
        identity: { systemIdentifier, databaseOid },
        marker: marker && { ...marker, copied },
        environment,
      });
    else {
      const marked = `${target.label} is ${markWords(marker?.environment ?? null)}, in the database itself.`;
      const counts = `It counts as ${environment}${environment === target.environment ? ', as by settings and address' : `, not as ${target.environment}`}.`;
      const said = notes.slice(target.notes.length).map((note) => `${note}.`);
      process.stdout.write(
        [marked, ...said, counts]
          .flatMap((text) => wrap(text))
          .join('\n')
          .concat('\n'),
      );
    }
    return 0;
  } finally {
    await session.close();
  }
}
