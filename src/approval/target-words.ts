import type { Target } from '../target/types.ts';
import { oneLine } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';

/** The target in two or three short lines: environment and label, host:port/database, project. */
export function targetWords(target: Target): Line[] {
  const loud = target.environment === 'production' ? 'danger' : 'title';
  const environment = target.environment === 'none' ? '' : `${target.environment.toUpperCase()}  `;
  const label = oneLine(target.label);
  const project = [
    target.projectId === null ? null : `project ${oneLine(target.projectId)}`,
    target.projectRef === null ? null : `ref ${oneLine(target.projectRef)}`,
  ].filter((words) => words !== null);
  return [
    { text: `${environment}${label === target.environment ? '' : label}`.trimEnd(), tone: loud },
    ...(target.host === null ? [] : [{ text: address(target), tone: 'plain' } as const]),
    ...(project.length === 0 ? [] : [{ text: project.join(', '), tone: 'plain' } as const]),
  ];
}

/** host:port/database as user, as far as they are known. */
function address({ host, port, database, user }: Target): string {
  const at = `${oneLine(host ?? '')}${port === null ? '' : `:${port}`}${database === null ? '' : `/${oneLine(database)}`}`;
  return user === null ? at : `${at} as ${oneLine(user)}`;
}

/** One line for refusals: "local (127.0.0.1:54322/postgres)"; the label alone where it already says where. */
export function targetPhrase(target: Target): string {
  const label = oneLine(target.label);
  const where = [
    target.host === null ? null : address({ ...target, user: null }),
    target.projectRef === null || target.projectRef === target.label ? null : `ref ${oneLine(target.projectRef)}`,
  ].filter((words) => words !== null && words !== label);
  return where.length === 0 ? label : `${label} (${where.join(', ')})`;
}
