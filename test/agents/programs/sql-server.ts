import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * An MCP server on standard input and output with one tool, `execute_sql`, as Supabase's has it. It runs nothing: it writes down
 * that it was asked, in the file of its one argument. https://modelcontextprotocol.io/specification
 */
const [, , ran] = process.argv as [string, string, string];
const tool = {
  name: 'execute_sql',
  description: 'Runs SQL',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue; // A notification.
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer(method, params) })}\n`);
}

function answer(method: string, params: { protocolVersion?: string; name?: string; arguments?: { query: string } }) {
  switch (method) {
    case 'initialize': {
      const serverInfo = { name: 'supabase', version: '1.0.0' };
      return { result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo } };
    }
    case 'ping':
      return { result: {} };
    case 'tools/list':
      return { result: { tools: [tool] } };
    case 'tools/call':
      appendFileSync(ran, `${params.name} ${params.arguments?.query}\n`);
      return { result: { content: [{ type: 'text', text: 'rows' }] } };
    default:
      return { error: { code: -32601, message: `not told: ${method}` } };
  }
}
