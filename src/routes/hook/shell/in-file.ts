import { basename } from 'node:path';
import type { Run } from './commands.ts';

/** The same walk inside a file: what is found there says so. */
export function inFile(run: Run, path: string): Run {
  const name = basename(path);
  const { sink } = run;
  return {
    ...run,
    depth: run.depth + 1,
    sink: {
      simple: (simple) => sink.simple({ ...simple, file: simple.file ?? name }),
      writes: sink.writes,
      doubt: (rule, raw, message) =>
        sink.doubt(rule, raw, message.startsWith('In ') ? message : `In ${name}: ${message}`),
    },
  };
}
