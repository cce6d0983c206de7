import { parse, stringify } from 'smol-toml';
import type { ProjectConfig } from './types.ts';

/** Configuration files of a project folder, strongest first: 3.x knows JSON as well [ran 3.1.0; 2.122.1 reads TOML alone]. */
export function configNames(v3: boolean): readonly string[] {
  return v3 ? ['config.json', 'config.jsonc', 'config.toml'] : ['config.toml'];
}

/**
 * Reads what decides the target from a configuration file. `variable` answers `env(NAME)`. A fault names the file and
 * never quotes it: its values may be secrets.
 */
export function readConfig(
  file: string,
  text: string,
  variable: (name: string) => string | undefined,
): { config: ProjectConfig } | { fault: string } {
  let document: unknown;
  try {
    document = parseDocument(file, text);
  } catch {
    return { fault: `${file} cannot be parsed` };
  }
  const faults: string[] = [];
  const db = table(table(document).db);
  const given = (value: unknown) => {
    const name = typeof value === 'string' ? /^env\((.*)\)$/.exec(value)?.[1] : undefined;
    return name === undefined ? value : variable(name);
  };
  const number = (key: string, most: number) => {
    if (db[key] === undefined) return null;
    const value = Number(given(db[key]));
    if (!Number.isInteger(value) || value < 1 || value > most)
      faults.push(`db.${key} in ${file} is not a number from 1 to ${most}`);
    return value;
  };
  const projectId = given(table(document).project_id);
  const config: ProjectConfig = {
    file,
    projectId: typeof projectId === 'string' && projectId !== '' ? projectId : null,
    port: number('port', 65535),
    shadowPort: number('shadow_port', 65535),
    majorVersion: number('major_version', 99),
    remotes: Object.entries(table(table(document).remotes)).flatMap(([name, remote]) => {
      // As it is written: the CLI puts no env() in its place [ran both].
      const projectRef = variable(`SUPABASE_REMOTES_${name.toUpperCase()}_PROJECT_ID`) ?? table(remote).project_id;
      return typeof projectRef === 'string' ? [{ name, projectRef }] : [];
    }),
    stackMode: table(table(document).experimental).stack === true,
  };
  return faults.length > 0 ? { fault: faults.join('; ') } : { config };
}

/** The whole document of a configuration file, TOML or JSON with comments by its name. Throws where it cannot be parsed. */
export function parseDocument(file: string, text: string): unknown {
  return file.endsWith('.toml') ? parse(text) : JSON.parse(withoutComments(text));
}

/** The document as text again, in the form its file's name says; comments are gone. */
export function writeDocument(file: string, document: object): string {
  return file.endsWith('.toml') ? stringify(document) : `${JSON.stringify(document, null, 2)}\n`;
}

/** A table of the document; an empty one for anything else. */
export function table(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** JSONC to JSON: comments and trailing commas go, strings stay. */
function withoutComments(text: string): string {
  const outsideStrings = (source: string, pattern: string) =>
    source.replace(new RegExp(`"(?:\\\\.|[^"\\\\])*"|${pattern}`, 'g'), (part) => (part.startsWith('"') ? part : ''));
  return outsideStrings(outsideStrings(text, '//[^\\n]*|/\\*[\\s\\S]*?\\*/'), ',(?=\\s*[}\\]])');
}
