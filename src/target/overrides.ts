import { parseDocument, table, writeDocument } from './config.ts';
import type { ProjectConfig } from './types.ts';

type Table = Readonly<Record<string, unknown>>;

/**
 * The configuration's text as it counts for this project: the matching [remotes.NAME] laid over it, as the CLI does for a
 * linked project but never for a URL; seeds are off there unless it switches them on [ran 3.1.0 and 2.122.1]. The text as
 * it is where nothing overrides. Throws where it cannot be parsed.
 */
export function withOverrides(
  { file, text }: { readonly file: string; readonly text: string },
  config: Pick<ProjectConfig, 'remotes'> | null,
  projectRef: string | null,
): string {
  const name = config?.remotes.find((remote) => remote.projectRef === projectRef)?.name;
  if (name === undefined) return text;
  const { remotes, ...base } = table(parseDocument(file, text));
  const { project_id: _, ...over } = table(table(remotes)[name]);
  const seedless = { db: { seed: { enabled: false } } };
  return writeDocument(file, merge(merge(base, seedless), over));
}

/** Tables are merged, everything else is replaced. */
function merge(base: Table, over: Table): Table {
  const both = Object.entries(over).map(([key, value]) => {
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
    return [key, isTable ? merge(table(base[key]), table(value)) : value];
  });
  return { ...base, ...Object.fromEntries(both) };
}
