import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2';
import { progressWords, type Report } from './progress-words.ts';

/** listr2 draws only where stdout is a terminal; ours is drawn on stderr, and stdout belongs to the real CLI. */
class OnStderr extends DefaultRenderer {
  static override nonTTY = true;
}

/** Milliseconds before anything is shown: short steps leave no trace. */
const patience = 1000;

/**
 * Does one step of the guard's work and shows how it goes on stderr: a live line on a terminal, plain lines elsewhere,
 * nothing at all for what ends within a second. Returns and throws what `work` does.
 */
export async function withProgress<T>(title: string, work: (report: (now: Report) => void) => Promise<T>): Promise<T> {
  const started = performance.now();
  let latest: Report = {};
  const words = () => progressWords(latest, (performance.now() - started) / 1000);
  const result = work((now) => {
    latest = { ...latest, ...now };
  });
  if (await settlesWithin(result, patience)) return result;
  return process.stderr.isTTY ? drawn(title, result, words) : told(title, result, words);
}

async function drawn<T>(title: string, result: Promise<T>, words: () => string): Promise<T> {
  const list = new Listr<Record<string, never>, typeof OnStderr>(
    {
      title: `${title}  ${words()}`,
      task: async (_, task) => {
        const timer = setInterval(() => {
          task.title = `${title}  ${words()}`;
        }, 200);
        try {
          await result;
        } finally {
          clearInterval(timer);
          task.title = `${title}  ${words()}`;
        }
      },
    },
    {
      renderer: OnStderr,
      // The entry holds the signals and prints the failure, once.
      registerSignalListeners: false,
      rendererOptions: {
        showErrorMessage: false,
        collapseErrors: false,
        formatOutput: 'truncate',
        logger: new ListrLogger({ useIcons: true, processOutput: new ProcessOutput(process.stderr, process.stderr) }),
      },
    },
  );
  await list.run();
  return result;
}

async function told<T>(title: string, result: Promise<T>, words: () => string): Promise<T> {
  process.stderr.write(`permahub: ${title}…\n`);
  try {
    return await result;
  } finally {
    const ended = (await settlesWell(result)) ? 'done' : 'failed';
    process.stderr.write(`permahub: ${title}: ${ended}, ${words()}\n`);
  }
}

function settlesWithin(result: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    result.then(settled, settled);
  });
}

function settlesWell(result: Promise<unknown>): Promise<boolean> {
  return result.then(
    () => true,
    () => false,
  );
}
