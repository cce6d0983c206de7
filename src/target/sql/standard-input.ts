let whole: Promise<Buffer | null> | null = null;

/**
 * Standard input, read once however often it is asked for, whole; null for a terminal, which is never read: both CLIs
 * refuse `db query` there [ran both]. Kept to be replayed to the CLI byte for byte.
 */
export function readStandardInput(): Promise<Buffer | null> {
  whole ??= process.stdin.isTTY ? Promise.resolve(null) : readAll();
  return whole;
}

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
