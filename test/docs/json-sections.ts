import { documents } from './documents.ts';

/** The example of each verb of docs/json.md. */
export const sections = new Map(
  (documents.get('docs/json.md') ?? '')
    .split(/^## permahub /m)
    .slice(1)
    .map((section) => {
      const example = /^```json\n(.*?)^```/ms.exec(section)?.[1] ?? 'null';
      return [section.slice(0, section.indexOf(' --json\n')), JSON.parse(example) as unknown];
    }),
);

/** The keys of an object and of what is in it; the first of a list stands for all of them. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (value === null || typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}
