/** A path as sh, bash, zsh and fish read it: below the home folder by $HOME, so that shared dotfiles fit every machine. */
export function shellPath(path: string, home: string): string {
  const below = path.startsWith(`${home}/`) ? `/${path.slice(home.length + 1)}` : null;
  if (below !== null && isPlain(below)) return `"$HOME${below}"`;
  return quoted(path);
}

/** A word as every shell reads it, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}

function isPlain(path: string): boolean {
  return /^[A-Za-z0-9_\-./ @+,=]+$/.test(path);
}
