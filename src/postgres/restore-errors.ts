import type { Running } from './programs.ts';

/** Errors named at most; what is more is counted. */
const named = 50;

/**
 * What a pg_restore that goes on after errors could not restore, each with its reason; rejects when it broke off itself.
 * Call it right after the start.
 */
export async function restoreErrors({ child, ended }: Running): Promise<readonly string[]> {
  let said = '';
  child.stderr?.on('data', (text: string | Buffer) => {
    if (said.length < 1_000_000) said += text.toString();
  });
  try {
    await ended;
    return [];
  } catch (error) {
    // Status 1 with its closing line: it went through to the end.
    if (!/errors ignored on restore: \d+/.test(said)) throw error;
    return entries(said);
  }
}

/** 'CREATE TABLE public.t: type "vector" does not exist' for each error pg_restore told of. Pure. */
function entries(said: string): string[] {
  const found: string[] = [];
  for (const told of said.split(/^pg_restore: error: /m).slice(1)) {
    const error = /^(?:could not execute query: )?(?:ERROR:\s+)?(.*)/.exec(told)?.[1] ?? '';
    const command = /^Command was: (.*?)[ (;]*$/m.exec(told)?.[1];
    found.push(command ? `${command}: ${error}` : error);
  }
  if (found.length <= named) return found;
  return [...found.slice(0, named), `${found.length - named} more errors`];
}
