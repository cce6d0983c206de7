import { resolve } from 'node:path';
import { endNow } from '../cli/end.ts';
import { type Agent, denied, record } from '../routes/hook/agents/agent.ts';
import { agentNamed, agentOf } from '../routes/hook/agents/all.ts';
import type { Answer, Ruling } from '../routes/hook/types.ts';
import { askReason, denyReason } from '../routes/hook/words.ts';

/** Milliseconds; every agent that is set up waits longer, and some let a command run when they stop waiting. */
const deadline = 12_000;

/**
 * `permahub hook`: what a coding agent is about to do, as JSON on standard input, answered in that agent's format. What it
 * cannot read or judge is denied. The status is 0 where the format has an answer of its own, 2 where only a status stops it.
 */
export async function hook(options: { readonly agent: string | null }): Promise<never> {
  const named = options.agent === null ? undefined : agentNamed(options.agent);
  const answer = await answered(named);
  await Promise.all([written(process.stdout, answer.stdout), written(process.stderr, answer.stderr)]);
  // What was not judged in time is still being judged, and the agent waits for the end of this process.
  endNow(answer.status);
}

function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  // An agent that does not read any more is no reason to stay.
  return new Promise((done) => (text === '' ? done() : stream.write(text, () => done())));
}

async function answered(named: Agent | undefined): Promise<Answer> {
  let agent = named;
  const refused = (message: string): Answer => {
    const reason = denyReason([{ verdict: 'deny', rule: 'hook-failed', command: 'this call', message }]);
    return agent ? agent.answer('deny', reason) : denied(reason);
  };
  try {
    const input = jsonOf(await standardInput());
    if (input === null) return refused('The hook was given no JSON object, so nothing can be judged.');
    agent ??= agentOf(input);
    if (!agent) return refused('The hook was given input of no agent it knows, so nothing can be judged.');
    const call = agent.read(input);
    if (call === null) return refused(`The hook's input is not what ${agent.title} documents, so it cannot be judged.`);
    const judging = judged(call.kind === 'shell' ? { ...call, folder: resolve(call.folder || '.') } : call);
    const rulings = await Promise.race([judging, late()]);
    if (rulings === null) return refused(`It was not judged within ${deadline / 1000} s.`);
    return said(agent, rulings);
  } catch (error) {
    return refused(`The hook failed, so nothing was judged: ${(error as Error).message.split('\n')[0]}.`);
  }
}

/** What stands in it is nobody's business where it is no JSON: no part of it is repeated. */
function jsonOf(text: string) {
  try {
    return record(JSON.parse(text));
  } catch {
    return null;
  }
}

function said(agent: Agent, rulings: readonly Ruling[]): Answer {
  const [first] = rulings;
  if (!first) return agent.silent;
  return first.verdict === 'deny' ? agent.answer('deny', denyReason(rulings)) : agent.answer('ask', askReason(rulings));
}

async function judged(call: Parameters<typeof import('../routes/hook/judge.ts').judge>[0]) {
  const [{ judge }, { knownHere }] = await Promise.all([import('../routes/hook/judge.ts'), import('./hook-known.ts')]);
  return judge(call, knownHere());
}

function late(): Promise<null> {
  return new Promise((done) => {
    setTimeout(() => done(null), deadline).unref();
  });
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
