import { execFile } from 'node:child_process';

/** What one `docker` command said. */
export interface DockerAnswer {
  /** null: there is no docker program, or it did not answer in time. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one short docker command (the same engine the Supabase CLI would use: DOCKER_HOST and contexts of `env`). Never
 * throws: a missing program or engine is an answer too. Secrets go by environment (`-e NAME`), never in `args`.
 */
export function docker(args: readonly string[], env: NodeJS.ProcessEnv, seconds = 30): Promise<DockerAnswer> {
  return new Promise((resolve) => {
    const options = { env, timeout: seconds * 1000, maxBuffer: 64 * 1024 ** 2, encoding: 'utf8' as const };
    const child = execFile('docker', [...args], options, (error, stdout, stderr) => {
      const missing = error !== null && typeof error.code !== 'number';
      const said = missing && stderr.trim() === '' ? error.message : stderr;
      resolve({ status: missing ? null : Number(error?.code ?? 0), stdout, stderr: said.trim() });
    });
    child.stdin?.end();
  });
}

/** The last line docker said, for people. */
export function dockerWords(answer: DockerAnswer): string {
  return answer.stderr.split('\n').at(-1) || `docker ended with status ${answer.status}`;
}
