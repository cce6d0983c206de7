/**
 * A tool of an MCP server by its own name; a star stands for any more of it. What runs SQL does so on every server; the others
 * are those of Supabase's. https://github.com/supabase-community/supabase-mcp
 */
export type KnownTool =
  | { readonly tool: string; readonly does: 'SQL' | 'nothing lost' }
  | { readonly tool: string; readonly does: 'loses'; readonly message: string };

const sql = (tool: string): KnownTool => ({ tool, does: 'SQL' });
const keeps = (tool: string): KnownTool => ({ tool, does: 'nothing lost' });
const loses = (tool: string, message: string): KnownTool => ({ tool, does: 'loses', message });
const byName = (tool: string) => loses(tool, 'By its name it takes something away for good.');

/** The first that fits counts. */
export const tools: readonly KnownTool[] = [
  ...['execute_sql', 'apply_migration', 'query', 'run_query', 'run_sql', 'execute_query', 'execute'].map(sql),
  ...['list_*', 'get_*', 'search_*', 'show_*', 'describe_*', 'read_*', 'explain_*', 'analyze_*'].map(keeps),
  ...['generate_typescript_types', 'confirm_cost', 'create_project', 'create_branch'].map(keeps),
  ...['deploy_edge_function', 'update_storage_config'].map(keeps),
  loses('reset_branch', 'It resets a branch: everything written to its database is lost.'),
  loses('delete_branch', 'It deletes a branch with its database for good.'),
  loses('merge_branch', 'It runs the migrations of a branch in production, which were not read.'),
  loses('rebase_branch', 'It runs migrations of production on a branch, which were not read.'),
  loses('delete_project', 'It deletes a whole project for good.'),
  loses('pause_project', 'It stops a project and everything that uses it.'),
  loses('restore_project', 'It starts a project again from what was kept of it.'),
  ...['*reset*', '*delete*', '*drop*', '*remove*', '*destroy*', '*truncate*'].map(byName),
];

/** What is known of a tool by its name; undefined for one that no row fits. Pure. */
export function knownTool(name: string): KnownTool | undefined {
  return tools.find(({ tool }) => new RegExp(`^${tool.replaceAll('*', '.*')}$`, 's').test(name));
}
