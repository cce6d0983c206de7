import { oneLine } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { indented } from '../terminal/wrap.ts';
import { section } from './rows.ts';
import type { Status } from './status.ts';

/** Whom to ask: the owner and the contacts of the settings, and where to look for what nobody is named for. Pure. */
export function contactLines({ owner, contacts }: Pick<Status, 'owner' | 'contacts'>, directory: string): Line[] {
  const named = Object.entries(contacts).map(([topic, who]) => [oneLine(topic), oneLine(who)] as const);
  const isNamed = (topic: string) => named.some(([name]) => name.toLowerCase() === topic.toLowerCase());
  const builtIn: readonly (readonly [string, string])[] = [
    ['Database issues', `${directory}/guard.log`],
    ['Migration issues', 'supabase/migrations/*.sql, docs/migration_failures.log'],
    ['Backup issues', `${directory}/backup_log.md`],
  ];
  const all = [
    [
      'Project owner',
      owner === null ? 'nobody: the settings name none' : oneLine(`${owner.name} <${owner.email}>`),
    ] as const,
    ...named,
    ...builtIn.filter(([topic]) => !isNamed(topic)),
  ];
  const width = Math.min(30, Math.max(...all.map(([topic]) => topic.length)));
  const lines = all.flatMap(([topic, who]) => {
    const [first = '', ...rest] = indented(who, width + 4);
    return [`  ${topic.padEnd(width)}  ${first.trimStart()}`, ...rest];
  });
  return section(
    'Whom to ask',
    lines.map((text) => ({ text, tone: 'plain' as const })),
  );
}
