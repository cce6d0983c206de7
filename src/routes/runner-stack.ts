import type { CiCall } from './around.ts';

/** What a plain reset of the local stack may have behind it. */
const harmlessFlags: ReadonlySet<string> = new Set(['--local', '--no-seed', '--debug', '--yes']);
/** Machines of GitHub's own, each thrown away after its job; any other label may be one that stays. */
const runsOn = /^ubuntu-(?:latest|\d\d\.\d\d)(?:-arm)?$/;
/** What makes "local" another machine, or another command of `supabase`. */
const elsewhere = /DOCKER_HOST|DOCKER_CONTEXT|docker context|HOSTNAME|SUPABASE_\w*(?:HOST|URL|PROFILE)|--profile/;

/**
 * The calls of a GitHub workflow that reset nothing but the stack which the same job started before, on a machine of GitHub's
 * that is thrown away after it. Whatever is written in another way is none of them. Pure.
 */
export function onRunnersStack(text: string, calls: readonly CiCall[]): readonly CiCall[] {
  if (elsewhere.test(text)) return [];
  const jobs = jobsOf(text.split(/\r?\n/)).filter(
    ({ labels }) => labels.length === 1 && runsOn.test(labels[0] as string),
  );
  return calls.filter((call, at) => {
    const job = jobs.find(({ from, to }) => from <= call.line && call.line < to);
    if (job === undefined || !isPlainReset(call)) return false;
    return calls.slice(0, at).some((other) => job.from <= other.line && other.line < job.to && starts(other));
  });
}

function isPlainReset({ argv: [first, second, ...rest] }: CiCall): boolean {
  return first === 'db' && second === 'reset' && rest.every((word) => harmlessFlags.has(word));
}

function starts({ argv }: CiCall): boolean {
  return argv[0] === 'start' || (argv[0] === 'db' && argv[1] === 'start');
}

interface Job {
  /** Numbers of lines: its first, and the one after its last. */
  readonly from: number;
  readonly to: number;
  /** What stands behind each `runs-on:`. */
  readonly labels: readonly string[];
}

/** By the indentation that every workflow has: keys below `jobs:`, each up to the next line that is indented as little. */
function jobsOf(lines: readonly string[]): readonly Job[] {
  const start = lines.findIndex((line) => /^jobs:\s*(?:#.*)?$/.test(line));
  const indent = /^( +)[\w-]+:/.exec(lines.slice(start + 1).find((line) => /^ *[^ #]/.test(line)) ?? '')?.[1]?.length;
  if (start < 0 || indent === undefined) return [];
  const depth = (line: string) => line.length - line.trimStart().length;
  const jobs: Job[] = [];
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] as string;
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    if (depth(line) < indent) break;
    if (depth(line) > indent) continue;
    const next = lines.findIndex((other, place) => place > at && /\S/.test(other) && depth(other) <= indent);
    const to = next < 0 ? lines.length : next;
    const labels = lines.slice(at, to).flatMap((each) => /^\s*runs-on:\s*(.*?)\s*(?:#.*)?$/.exec(each)?.[1] ?? []);
    jobs.push({ from: at + 1, to: to + 1, labels: labels.map((label) => label.replace(/^(["'])(.*)\1$/, '$2')) });
  }
  return jobs;
}
