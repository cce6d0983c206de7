import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface Listed {
  readonly data: readonly { readonly hooks: readonly { readonly key: string; readonly currentHash: string }[] }[];
}

/** What `/hooks` does in Codex when a person trusts every hook: by its app server, whose own words and hashes are handed back. */
export async function trustHooks(codex: string, project: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(codex, ['app-server'], { cwd: project, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const waiting = new Map<number, (answer: { result?: unknown; error?: unknown }) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line);
    waiting.get(answer.id)?.(answer);
  });
  const ask = (method: string, params: object) =>
    new Promise<unknown>((done, fail) => {
      const id = waiting.size + 1;
      waiting.set(id, ({ result, error }) => (error ? fail(new Error(JSON.stringify(error))) : done(result)));
      child.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
      ended.then(() => fail(new Error(`codex app-server ended at ${method}`)));
    });
  try {
    await ask('initialize', { clientInfo: { name: 'permahub-test', title: 'test', version: '1' } });
    child.stdin.write(`${JSON.stringify({ method: 'initialized' })}\n`);
    const { data } = (await ask('hooks/list', { cwds: [project] })) as Listed;
    const value = Object.fromEntries(
      data.flatMap(({ hooks }) => hooks).map(({ key, currentHash }) => [key, { trusted_hash: currentHash }]),
    );
    await ask('config/batchWrite', { edits: [{ keyPath: 'hooks.state', mergeStrategy: 'upsert', value }] });
  } finally {
    child.kill();
    await ended;
  }
}
