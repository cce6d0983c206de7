import type { SqlMeaning } from './judge-psql.ts';
import { sentences } from './judge-psql.ts';
import type { Call, Ruling } from './types.ts';

/** Tools of Supabase's own MCP server that lose something. https://github.com/supabase-community/supabase-mcp */
const losing: Readonly<Record<string, string>> = {
  reset_branch: 'It resets a branch: everything written to its database is lost.',
  delete_branch: 'It deletes a branch with its database for good.',
  merge_branch: 'It runs the migrations of a branch in production, which were not read.',
  rebase_branch: 'It runs migrations of production on a branch, which were not read.',
  delete_project: 'It deletes a whole project for good.',
  pause_project: 'It stops a project and everything that uses it.',
  restore_project: 'It starts a project again from what was kept of it.',
};
const runsSql: ReadonlySet<string> = new Set([
  'execute_sql',
  'apply_migration',
  'query',
  'run_query',
  'run_sql',
  'execute_query',
  'execute',
]);
const harmless =
  /^(?:list|get|search|show|describe|read|explain)_|^(?:generate_typescript_types|confirm_cost|create_project|create_branch|deploy_edge_function|search_docs|update_storage_config|analyze_\w+)$/;
const sqlFields = ['query', 'sql', 'statement', 'queries', 'sql_query'];

/** The SQL a tool of an MCP server would run; null when it is none that runs SQL. Pure. */
export function sqlOfTool({ server, tool, input }: Extract<Call, { kind: 'tool' }>): string | null {
  if (!runsSql.has(tool)) return null;
  const found = sqlFields.map((name) => input[name]).find((value) => value !== undefined);
  const text = Array.isArray(found) ? found.join(';\n') : found;
  if (typeof text === 'string') return text;
  return /supabase|postgres|\bpg\b|sql/i.test(server) ? '' : null;
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
  if (!/supabase/i.test(server) || harmless.test(tool)) return null;
  const message = Object.hasOwn(losing, tool) ? losing[tool] : undefined;
  if (message !== undefined) return { verdict: 'deny', rule: 'tool-loses', command, message };
  if (/reset|delete|drop|remove|destroy|truncate/.test(tool))
    return { verdict: 'deny', rule: 'tool-loses', command, message: 'By its name it takes something away for good.' };
  return { verdict: 'ask', rule: 'unknown-tool', command, message: 'What this tool does is not known here.' };
}
