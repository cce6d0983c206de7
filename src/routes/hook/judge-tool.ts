import { knownTool } from './catalogue/tools.ts';
import type { SqlMeaning } from './judge-psql.ts';
import { sentences } from './judge-psql.ts';
import type { Call, Ruling } from './types.ts';

const sqlFields = ['query', 'sql', 'statement', 'queries', 'sql_query'];

/** The SQL a tool of an MCP server would run; null when it is none that runs SQL, or holds none where it is looked for. Pure. */
export function sqlOfTool({ tool, input }: Extract<Call, { kind: 'tool' }>): string | null {
  if (knownTool(tool)?.does !== 'SQL') return null;
  const found = sqlFields.map((name) => input[name]).find((value) => value !== undefined);
  const text = Array.isArray(found) ? found.join(';\n') : found;
  return typeof text === 'string' ? text : null;
}

/** What a call of an MCP tool comes to. `meaning` is that of its SQL. Pure. */
export function judgeTool(call: Extract<Call, { kind: 'tool' }>, meaning: SqlMeaning | null): Ruling | null {
  const { server, tool } = call;
  const command = `${server} ${tool}`.trim();
  if (meaning) {
    if (meaning.destroys.length > 0)
      return { verdict: 'deny', rule: 'destructive-sql', command, message: sentences(meaning.destroys) };
    const [why] = meaning.unread;
    return why === undefined
      ? null
      : { verdict: 'ask', rule: 'unread-sql', command, message: `Its SQL is not known: ${why.replace(/\.$/, '')}.` };
  }
  const known = knownTool(tool);
  if (known?.does === 'SQL' && /supabase|postgres|\bpg\b|sql/i.test(server))
    return { verdict: 'ask', rule: 'unread-sql', command, message: 'Its SQL is not where such a tool has it.' };
  if (!/supabase/i.test(server)) return null;
  if (known?.does === 'nothing lost') return null;
  if (known?.does === 'loses') return { verdict: 'deny', rule: 'tool-loses', command, message: known.message };
  return { verdict: 'ask', rule: 'unknown-tool', command, message: 'What this tool does is not known here.' };
}
