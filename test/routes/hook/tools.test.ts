import { describe, expect, test } from 'vitest';
import { knownHere } from '../../../src/commands/hook-known.ts';
import { tools } from '../../../src/routes/hook/catalogue/tools.ts';
import { judge } from '../../../src/routes/hook/judge.ts';

/** What is said of a call: "<verdict> <rule>", or "none". */
async function said(server: string, tool: string, input: Record<string, unknown> = {}): Promise<string> {
  const [first] = await judge({ kind: 'tool', server, tool, input }, knownHere());
  return first === undefined ? 'none' : `${first.verdict} ${first.rule}`;
}

/** For each row of the table a tool it is about, as Supabase's server has it or another could, and what is said of it there. */
const rows: Readonly<Record<string, readonly [string, string]>> = {
  execute_sql: ['execute_sql', 'SQL'],
  apply_migration: ['apply_migration', 'SQL'],
  query: ['query', 'SQL'],
  run_query: ['run_query', 'SQL'],
  run_sql: ['run_sql', 'SQL'],
  execute_query: ['execute_query', 'SQL'],
  execute: ['execute', 'SQL'],
  'list_*': ['list_tables', 'none'],
  'get_*': ['get_logs', 'none'],
  'search_*': ['search_docs', 'none'],
  'show_*': ['show_settings', 'none'],
  'describe_*': ['describe_table', 'none'],
  'read_*': ['read_file', 'none'],
  'explain_*': ['explain_query', 'none'],
  'analyze_*': ['analyze_indexes', 'none'],
  generate_typescript_types: ['generate_typescript_types', 'none'],
  confirm_cost: ['confirm_cost', 'none'],
  create_project: ['create_project', 'none'],
  create_branch: ['create_branch', 'none'],
  deploy_edge_function: ['deploy_edge_function', 'none'],
  update_storage_config: ['update_storage_config', 'none'],
  reset_branch: ['reset_branch', 'deny tool-loses'],
  delete_branch: ['delete_branch', 'deny tool-loses'],
  merge_branch: ['merge_branch', 'deny tool-loses'],
  rebase_branch: ['rebase_branch', 'deny tool-loses'],
  delete_project: ['delete_project', 'deny tool-loses'],
  pause_project: ['pause_project', 'deny tool-loses'],
  restore_project: ['restore_project', 'deny tool-loses'],
  '*reset*': ['hard_reset_database', 'deny tool-loses'],
  '*delete*': ['delete_storage_bucket', 'deny tool-loses'],
  '*drop*': ['drop_schema', 'deny tool-loses'],
  '*remove*': ['bucket_remove', 'deny tool-loses'],
  '*destroy*': ['destroy_everything', 'deny tool-loses'],
  '*truncate*': ['table_truncate', 'deny tool-loses'],
};

test('every row of the table of tools has a verdict here, and no other has', () => {
  expect(tools.map(({ tool }) => tool)).toEqual(Object.keys(rows));
});

describe.each(Object.entries(rows))('%s', (row, [tool, expected]) => {
  const { does, ...more } = tools.find((one) => one.tool === row)!;
  test('is judged on Supabase’s server, whatever that is called', async () => {
    for (const server of ['supabase', 'plugin_supabase_supabase'])
      if (does === 'SQL') {
        expect(await said(server, tool, { query: 'select 1' })).toBe('none');
        expect(await said(server, tool, { query: 'drop table public.users' })).toBe('deny destructive-sql');
        expect(await said(server, tool, { query: 'selekt 1' })).toBe('ask unread-sql');
        expect(await said(server, tool, { text: 'drop table public.users' })).toBe('ask unread-sql');
      } else expect(await said(server, tool)).toBe(expected);
  });
  test('on a server of something else counts for its SQL alone', async () => {
    expect(await said('calendar', tool)).toBe('none');
    const sql = await said('neon', tool, { sql: 'truncate users' });
    expect(sql).toBe(does === 'SQL' ? 'deny destructive-sql' : 'none');
  });
  test('says in a sentence what would be lost, and only then', () => {
    if (does === 'loses') expect(more).toMatchObject({ message: expect.stringMatching(/^[A-Z].*\.$/) });
    else expect(more).not.toHaveProperty('message');
  });
});

test('a tool that no row fits is asked about on Supabase’s server', async () => {
  expect(await said('supabase', 'frobnicate')).toBe('ask unknown-tool');
  expect(await said('supabase', 'LIST')).toBe('ask unknown-tool');
  expect(await said('calendar', 'frobnicate')).toBe('none');
});

test.each([
  ['sql', 'drop table users'],
  ['statement', 'drop table users'],
  ['sql_query', 'drop table users'],
  ['queries', ['select 1', 'drop table users']],
])('SQL is found in the field %s', async (field, value) => {
  expect(await said('supabase', 'execute_sql', { [field]: value })).toBe('deny destructive-sql');
});

test('a call of a SQL server that holds no SQL where it is looked for is asked about', async () => {
  expect(await said('my-postgres', 'query', { body: 'drop table users' })).toBe('ask unread-sql');
  expect(await said('supabase', 'execute_sql', { query: 7 })).toBe('ask unread-sql');
});
