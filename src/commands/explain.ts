import type { Finding } from '../classification/types.ts';
import { type Looked, look } from '../guard/look.ts';
import { readMeaning, runsSql } from '../guard/meaning.ts';
import { scrubText, shownCommand } from '../invocation/shown.ts';
import { widthOf, wrap } from '../terminal/wrap.ts';
import { thisPlace } from './place.ts';
import { printJson } from './print-json.ts';

/** `permahub explain [--json] -- …`: what would happen and why. Contacts nothing, writes nothing; 0 whenever it could answer. */
export async function explain(options: { readonly argv: readonly string[]; readonly json: boolean }): Promise<number> {
  const typed = await look(options.argv, thisPlace());
  const looked = runsSql(typed) ? { ...typed, ...(await readMeaning(typed, null)) } : typed;
  if (options.json) printJson(explanation(looked));
  else process.stdout.write(explanationText(looked, widthOf(process.stdout)));
  return 0;
}

/** The contract's JSON object; passwords never stand in it. */
function explanation(looked: Looked) {
  const { cli, invocation, target, classification, decision } = looked;
  return {
    schema: 1,
    cli: { path: cli.path, version: cli.version },
    command: invocation.command,
    target: {
      kind: target.kind,
      environment: target.environment,
      label: target.label,
      host: target.host,
      port: target.port,
      database: target.database,
      projectRef: target.projectRef,
    },
    effect: classification.effect,
    findings: classification.findings.map((finding) => scrubbedFinding(finding)),
    decision: { verdict: decision.verdict, reason: scrubText(decision.reason), needs: decision.needs },
  };
}

/** The same for people, broken between words at `width`; a command is to be copied and stays whole. */
function explanationText(looked: Looked, width: number): string {
  const { cli, invocation, target, classification, decision, settings } = looked;
  const address = target.host === null ? [] : [`${target.host}:${target.port}/${target.database}`];
  const where = [target.label, ...address.filter((words) => words !== target.label)].join('  ');
  const lines: [string, string][] = [
    ['Command', shownCommand(invocation.argv)],
    ['Read by', `supabase ${cli.version} (${cli.path})`],
    ['Target', target.environment === 'none' ? where : `${where}, ${target.environment}`],
    ['Effect', classification.effect],
    ...classification.findings.map((finding): [string, string] => ['Because', scrubText(inWords(finding))]),
    ...[...(classification.notes ?? []), ...target.notes, ...settings.notes].map((note): [string, string] => [
      'Note',
      scrubText(note),
    ]),
    ['Verdict', `${decision.verdict}: ${scrubText(decision.reason)}`],
    ...(decision.needs.length > 0 ? [['Needs', decision.needs.join(', ')] as [string, string]] : []),
    ...(classification.safer ? [['Safer', classification.safer] as [string, string]] : []),
  ];
  const rows = lines.flatMap(([name, words], at) => {
    const [first = '', ...rest] = commands.has(name) ? [words] : wrap(words, width - column);
    const label = name === lines[at - 1]?.[0] ? '' : name;
    return [label.padEnd(column) + first, ...rest.map((more) => ' '.repeat(column) + more)];
  });
  return `${rows.join('\n')}\n`;
}

/** Where the words begin, behind their label. */
const column = 9;

const commands: ReadonlySet<string> = new Set(['Command', 'Safer']);

function inWords({ file, line, message }: Finding): string {
  return file === null ? message : `${file}:${line ?? 1}: ${message}`;
}

function scrubbedFinding({ rule, object, file, line, message }: Finding) {
  return { rule, object, file, line, message: scrubText(message) };
}
