import type { Agent, Json } from './agent.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { cursor } from './cursor.ts';
import { gemini } from './gemini.ts';
import { windsurf } from './windsurf.ts';

/** Every agent whose hooks are documented. Codex before Claude Code: it sends that one's input and a field more. */
export const agents: readonly Agent[] = [codex, claude, cursor, gemini, copilot, windsurf];

export const agentNamed = (name: string): Agent | undefined => agents.find((agent) => agent.name === name);

/** The agent whose input this is. */
export const agentOf = (input: Json): Agent | undefined => agents.find((agent) => agent.recognises(input));
