/** A tool a model asks its agent to run. */
export interface ToolCall {
  readonly name: string;
  /** Codex's word for the MCP server a tool is of. */
  readonly namespace?: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** How one kind of model service is asked and answers, as a stream of events. */
export interface Dialect {
  /** The one path by which the model is asked. */
  readonly path: RegExp;
  /** What the agent reports of the tools it ran or did not run, in order. */
  readonly results: (request: Record<string, unknown>) => readonly string[];
  readonly events: (answer: ToolCall | string, turn: number) => readonly Event[];
}
type Event = { readonly event?: string; readonly data: object };
type Item = Record<string, unknown>;

const items = (value: unknown) => (Array.isArray(value) ? (value as Item[]) : []);
const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const named = (data: { readonly type: string; readonly [field: string]: unknown }): Event => ({
  event: data.type,
  data,
});

/** https://platform.claude.com/docs/en/api/messages-streaming */
export const messages: Dialect = {
  path: /^\/v1\/messages(?:\?|$)/,
  results: (request) =>
    items(request.messages)
      .flatMap(({ content }) => items(content))
      .filter(({ type }) => type === 'tool_result')
      .map(({ content }) => plain(content)),
  events: (answer, turn) => {
    const said = typeof answer === 'string';
    const block = said
      ? { type: 'text', text: '' }
      : { type: 'tool_use', id: `toolu_${turn}`, name: answer.name, input: {} };
    const delta = said
      ? { type: 'text_delta', text: answer }
      : { type: 'input_json_delta', partial_json: JSON.stringify(answer.input) };
    const usage = { input_tokens: 10, output_tokens: 5 };
    const message = { id: `msg_${turn}`, type: 'message', role: 'assistant', model: 'stand-in', content: [] };
    return [
      named({ type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null, usage } }),
      named({ type: 'content_block_start', index: 0, content_block: block }),
      named({ type: 'content_block_delta', index: 0, delta }),
      named({ type: 'content_block_stop', index: 0 }),
      named({
        type: 'message_delta',
        delta: { stop_reason: said ? 'end_turn' : 'tool_use', stop_sequence: null },
        usage,
      }),
      named({ type: 'message_stop' }),
    ];
  },
};

/** https://platform.openai.com/docs/api-reference/responses-streaming */
export const responses: Dialect = {
  path: /^\/v1\/responses$/,
  results: (request) =>
    items(request.input)
      .filter(({ type }) => type === 'function_call_output')
      .map(({ output }) => plain(output)),
  events: (answer, turn) => {
    const id = `resp_${turn}`;
    const item =
      typeof answer === 'string'
        ? { type: 'message', id: `m${turn}`, role: 'assistant', content: [{ type: 'output_text', text: answer }] }
        : {
            type: 'function_call',
            call_id: `call_${turn}`,
            name: answer.name,
            ...(answer.namespace ? { namespace: answer.namespace } : {}),
            arguments: JSON.stringify(answer.input),
          };
    const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
    return [
      named({ type: 'response.created', response: { id } }),
      named({ type: 'response.output_item.done', output_index: 0, item }),
      named({ type: 'response.completed', response: { id, usage } }),
    ];
  },
};

/** https://ai.google.dev/api/generate-content */
export const generateContent: Dialect = {
  path: /^\/v1beta\/models\/[^/]+:streamGenerateContent\?alt=sse$/,
  results: (request) =>
    items(request.contents)
      .flatMap(({ parts }) => items(parts))
      .flatMap(({ functionResponse }) => (functionResponse ? [plain((functionResponse as Item).response)] : [])),
  events: (answer) => {
    const part =
      typeof answer === 'string' ? { text: answer } : { functionCall: { name: answer.name, args: answer.input } };
    const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };
    const candidate = { index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' };
    return [{ data: { candidates: [candidate], usageMetadata } }];
  },
};
