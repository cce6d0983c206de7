/** Files read or tables asked for at a time: enough to keep the disk busy, and few open files. */
const most = 4;

/** Does the work for each, a few of them at once; the results in the order given. The first failure ends it. */
export async function fewAtOnce<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = all.entries();
  const worker = async () => {
    for (const [at, one] of waiting) results[at] = await work(one);
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}
