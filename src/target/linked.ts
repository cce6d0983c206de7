import type { Era } from '../cli/types.ts';
import { isProjectRef } from './choose.ts';
import type { Surroundings } from './types.ts';

/** The project this folder is linked to, or why that cannot be said. */
export type Linked = { readonly ref: string; readonly notes: readonly string[] } | { readonly problem: string };

/** Built-in API profiles of the CLI and the domain of their databases (3.1.0's table). */
const domains: Readonly<Record<string, string>> = {
  supabase: 'supabase.co',
  'supabase-staging': 'supabase.red',
  'supabase-local': 'supabase.red',
  snap: 'snapcloud.dev',
};

/**
 * SUPABASE_PROJECT_ID, else supabase/.temp/project-ref [ran both]. In supabase/.env the variable does not move the ref
 * on 2.122.1 and 3.1.0; before 2.100 nobody measured it, so a difference there is a problem.
 */
export function linkedProject(surroundings: Surroundings, era: Era): Linked {
  const fromVariable = surroundings.ambient.SUPABASE_PROJECT_ID || null;
  const ref = fromVariable ?? surroundings.linkedRef;
  if (surroundings.stackMode)
    return { problem: 'the experimental stack mode keeps its link where the guard does not look' };
  if (ref === null) return { problem: 'no project is linked (run `supabase link`, or set SUPABASE_PROJECT_ID)' };
  if (!isProjectRef(ref)) {
    const where = fromVariable ? 'SUPABASE_PROJECT_ID' : 'supabase/.temp/project-ref';
    return { problem: `${where} does not hold a project ref (20 lowercase letters)` };
  }
  const hidden = surroundings.project.SUPABASE_PROJECT_ID;
  if (era === 'cobra' && hidden && hidden !== ref)
    return {
      problem: `SUPABASE_PROJECT_ID in ${surroundings.origins.SUPABASE_PROJECT_ID} names another project; this CLI version may read it`,
    };
  const notes = [];
  if (fromVariable && fromVariable !== surroundings.linkedRef) {
    const origin = surroundings.origins.SUPABASE_PROJECT_ID;
    const link = surroundings.linkedRef
      ? `this folder is linked to ${surroundings.linkedRef}`
      : 'this folder is not linked';
    notes.push(`SUPABASE_PROJECT_ID${origin ? ` (in ${origin})` : ''} names ${ref}; ${link}`);
  }
  return { ref, notes };
}

/** Direct database host of a project under the API profile, null when the profile is not a built-in one. */
export function databaseHost(ref: string, profile: string): string | null {
  const domain = domains[profile.toLowerCase()];
  return domain === undefined ? null : `db.${ref}.${domain}`;
}

/** The project a database URL belongs to: user postgres.<ref> of a pooler, options=reference=<ref>, or host db.<ref>.<domain>. */
export function refOfUrl(url: { host: string; user: string; reference: string | null }): string | null {
  const host = url.host.toLowerCase().replace(/\.$/, '');
  const direct = /^db\.([a-z]{20})\.(supabase\.(co|red)|snapcloud\.dev)$/.exec(host)?.[1];
  if (direct) return direct;
  if (!/(^|\.)pooler\.supabase\.(com|green)$|\.snapcloud\.co$/.test(host)) return null;
  const ref = /\.([a-z]{20})$/.exec(url.user)?.[1] ?? url.reference;
  return ref && isProjectRef(ref) ? ref : null;
}
