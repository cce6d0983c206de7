import { execFile } from 'node:child_process';
import { forwardEnv } from './environment.ts';
import type { RealCli } from './types.ts';

/** Milliseconds the hosted API has to answer. */
const patience = 30_000;

/**
 * Whether a hosted project has point-in-time recovery, asked of the real CLI's `backups list`, which only reads. A CLI that
 * cannot tell (no login, no network, another answer) gives the reason, in words without secrets; it never throws.
 */
export async function readPointInTime(
  cli: Pick<RealCli, 'path' | 'era'>,
  of: { readonly projectRef: string; readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly enabled: boolean } | { readonly why: string }> {
  const project = cli.era === 'v3' ? `--remote=${of.projectRef}` : `--project-ref=${of.projectRef}`;
  const ran = await new Promise<{ readonly ok: boolean; readonly out: string }>((tell) => {
    const options = { cwd: of.cwd, env: { ...forwardEnv(of.env), SUPABASE_NO_UPDATE_NOTIFIER: '1' } };
    execFile(
      cli.path,
      ['backups', 'list', project, '--output', 'json'],
      { ...options, timeout: patience, killSignal: 'SIGKILL' },
      (error, out) => tell({ ok: error === null, out }),
    ).stdin?.end();
  });
  if (!ran.ok) return { why: 'the Supabase CLI could not list its backups' };
  const enabled = pointInTime(ran.out);
  return enabled === null ? { why: 'the Supabase CLI did not say' } : { enabled };
}

/** What `backups list --output json` says of it; null when it says nothing. Pure. */
export function pointInTime(out: string): boolean | null {
  try {
    const { pitr_enabled: enabled } = JSON.parse(out) as { pitr_enabled?: unknown };
    return typeof enabled === 'boolean' ? enabled : null;
  } catch {
    return null; // No JSON: it did not say, which is the answer asked for.
  }
}
