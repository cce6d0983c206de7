/** Whose lock file a project has, where that decides how the guard stands in front of its `supabase`. */
export type Manager = 'pnpm' | 'yarn 2' | 'yarn 2 without node_modules' | 'other';

/** By the lock file, as text or null, and whether .pnp.cjs lies beside it. Yarn 1 writes no `__metadata`. Pure. */
export function managerOf(seen: {
  readonly pnpm: boolean;
  readonly yarn: string | null;
  readonly pnp: boolean;
}): Manager {
  if (seen.pnpm) return 'pnpm';
  if (!seen.yarn?.includes('\n__metadata:\n')) return 'other';
  return seen.pnp ? 'yarn 2 without node_modules' : 'yarn 2';
}

/** What `permahub install` has to add for one of them; null where all is as with npm. Pure. */
export function managerNote(manager: Manager): string | null {
  if (manager === 'pnpm')
    return 'pnpm puts the command of the package back at every `pnpm add` and `pnpm remove`, and runs no script then: permahub install --project, once more';
  if (manager === 'yarn 2')
    return 'this Yarn goes past node_modules/.bin: `yarn supabase` and scripts are guarded by the variable that permahub install --machine sets';
  return null;
}
