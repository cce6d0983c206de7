import { oneLine } from '../terminal/clean.ts';
import { wrap } from '../terminal/wrap.ts';
import type { NamedPlace, PolicyInForce } from './policy.ts';

const width = 14;

/** The policy for people: who, what is what, what is needed, what differs. 80 columns where words allow it. */
export function policyScreen(policy: PolicyInForce): string {
  const { settings, owner, limits, missing, differences } = policy;
  const limit = `on local no question is asked of a push, up or query that changed at most ${limits.changedRows} rows of the copy and lost none (${oneLine(limits.from)})`;
  return [
    `The policy in ${oneLine(policy.folder)}`,
    ...row('Read from', settings.committed ?? 'no settings are committed: every remote is production'),
    ...row('', 'of the working tree only what is stricter counts'),
    '',
    'Who',
    ...row('owner', owner ? `${oneLine(owner.name)} <${oneLine(owner.email)}>` : 'nobody is named'),
    ...signers(policy),
    ...[missing.owner, missing.twoPeople].flatMap((why, at) =>
      why === null ? [] : row('', `${at === 0 ? 'The owner' : 'Two people'} cannot sign yet: ${why}`),
    ),
    '',
    'What is what',
    ...row('local', 'the local stack of the project (built in)'),
    ...policy.environments.flatMap((one) => row(one.environment, placeWords(one))),
    ...row('production', 'every other remote, and any database marked so in itself (built in)'),
    '',
    'What is needed (built in; no setting switches any of it off)',
    ...policy.rules.flatMap(({ what, in: of }) => [
      ...wrap(what, 78).map((line) => `  ${line}`),
      ...(of.local.words === of.production.words
        ? row('  everywhere', of.local.words)
        : [
            ...row('  local', of.local.words),
            ...row('  staging', of.staging.words === of.local.words ? 'the same' : of.staging.words),
            ...row('  production', of.production.words),
          ]),
    ]),
    ...row('limit', limit),
    '',
    'What differs from the reviewed settings',
    ...(differences.length === 0 ? ['  nothing'] : differences.flatMap(item)),
    '',
  ].join('\n');
}

function signers({ signers: of }: PolicyInForce): string[] {
  if (of === null) return row('signers', 'none: no allowed_signers file is committed');
  const file = `${oneLine(of.file)} of ${oneLine(of.from)}`;
  return [
    ...row('signers', of.people.length === 0 ? `nobody usable in ${file}` : `in ${file}:`),
    ...of.people.flatMap(({ email, keyType, fingerprint }) => [
      ...row('', `${oneLine(email)} (${oneLine(keyType)})`),
      ...row('', `  ${oneLine(fingerprint)}`),
    ]),
    ...of.faults.flatMap((fault) => row('', `does not count: ${oneLine(fault)}`)),
  ];
}

const kinds = { projectRefs: 'project', hosts: 'host', branches: 'branch' } as const;

function placeWords({ kind, name, from }: NamedPlace): string {
  return `${kinds[kind]} ${oneLine(name)} (${oneLine(from)})`;
}

function item(text: string): string[] {
  return wrap(`${oneLine(text)}.`, 74).map((line, at) => `  ${at === 0 ? '- ' : '  '}${line}`);
}

/** A label at the left, its words beside it, wrapped. */
function row(label: string, words: string): string[] {
  const indent = ' '.repeat(words.length - words.trimStart().length);
  const lines = wrap(words.trim(), 78 - width - indent.length).map((line) => indent + line);
  return lines.map((line, at) => `  ${(at === 0 ? label : '').padEnd(width)}${line}`);
}
