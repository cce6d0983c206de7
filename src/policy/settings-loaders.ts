import { defaultLoadersSync } from 'cosmiconfig';

/** cosmiconfig's loader for a file's extension: JSON, YAML, and YAML for no extension. A file of its own, loaded where there are settings. */
export function loadText(path: string, text: string): unknown {
  const extension = /\.(json|ya?ml)$/.exec(path)?.[0] as '.json' | '.yaml' | '.yml' | undefined;
  return defaultLoadersSync[extension ?? 'noExt'](path, text);
}
