import { quoted, shellPath } from './quote.ts';

export type Snippet = 'direnv' | 'mise' | 'make' | 'windows';

/** What somebody puts into a file of their own. `folder` goes first on PATH; `shims` is bin/ of the package. Pure. */
export function snippet(name: Snippet, of: { readonly folder: string; readonly home: string; readonly shims: string }) {
  const folder = shellPath(of.folder, of.home);
  const below = of.folder.startsWith(`${of.home}/`) ? of.folder.slice(of.home.length + 1) : null;
  if (name === 'direnv')
    return `# .envrc
PATH_add ${folder}
export SUPABASE_CLI_BINARY_OVERRIDE=${shellPath(`${of.folder}/supabase`, of.home)}
`;
  if (name === 'mise') {
    const path = below === null ? of.folder : `{{env.HOME}}/${below}`;
    return `# mise.toml
[env]
_.path = [${JSON.stringify(path)}]
SUPABASE_CLI_BINARY_OVERRIDE = ${JSON.stringify(`${path}/supabase`)}
`;
  }
  if (name === 'make') {
    const path = (below === null ? of.folder : `$(HOME)/${below}`).replaceAll('#', '\\#');
    return `# Makefile, before the first rule
export PATH := ${path}:$(PATH)
export SUPABASE_CLI_BINARY_OVERRIDE := ${path}/supabase
`;
  }
  return windows(of.shims);
}

/** Windows keeps PATH in the registry: this person's own, the shim before all that is there. */
function windows(shims: string): string {
  const folder = quoted(shims).replaceAll(`'"'"'`, "''");
  return `# PowerShell, once, as yourself; then open a new terminal
$folder = ${folder}
$path = [Environment]::GetEnvironmentVariable('Path', 'User')
if (($path -split ';') -notcontains $folder) { [Environment]::SetEnvironmentVariable('Path', "$folder;$path", 'User') }
# Not in front of \`npx supabase\`: it finds node_modules\\.bin first, and npm's launcher cannot start a .cmd file.
# Git Bash and WSL: permahub install
`;
}
