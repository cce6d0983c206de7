import { mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkJournal } from '../../src/journal/check.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { approvalFor } from './approval.ts';

let directory: string;
let good: { chain: Buffer; text: Buffer; head: Buffer };
const file = (name: string) => join(directory, `reset_log.${name}`);
const intend = (run: string) =>
  openJournal(directory).intent(approvalFor(`reason ${run}`), { run, command: 'db reset', commit: null, facts: {} });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'permahub-test-tamper-'));
  await openJournal(directory).outcome(await intend('a'), { status: 0 });
  await openJournal(directory).refusal('b', { why: 'no terminal' });
  await openJournal(directory).outcome(await intend('c'), { status: 1 });
  good = { chain: readFileSync(file('chain')), text: readFileSync(file('txt')), head: readFileSync(file('head')) };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (files: Partial<Record<'chain' | 'text' | 'head', string | Buffer>>) => {
  if (files.chain !== undefined) writeFileSync(file('chain'), files.chain);
  if (files.text !== undefined) writeFileSync(file('txt'), files.text);
  if (files.head !== undefined) writeFileSync(file('head'), files.head);
};
const chainLines = () => good.chain.toString().split('\n').slice(0, -1);
const joined = (lines: (string | undefined)[]) => `${lines.join('\n')}\n`;
const messages = async () => (await verifyJournal(directory)).problems.map(({ message }) => message);

describe('the check of the journal', () => {
  test('finds every replaced, inserted or missing byte of every file', () => {
    expect(checkJournal(good).problems).toEqual([]);
    for (const name of ['chain', 'text', 'head'] as const) {
      const bytes = good[name];
      for (let i = 0; i <= bytes.length; i++) {
        const at = bytes[i] ?? 0;
        const edits = [0, 10, 32, 0x31, at ^ 1, at ^ 0x20].flatMap((byte) => [
          Buffer.concat([bytes.subarray(0, i), Buffer.from([byte]), bytes.subarray(i + 1)]),
          Buffer.concat([bytes.subarray(0, i), Buffer.from([byte]), bytes.subarray(i)]),
        ]);
        for (const edited of [...edits, Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)])])
          if (!edited.equals(bytes) && checkJournal({ ...good, [name]: edited }).problems.length === 0)
            expect.fail(`an edit at byte ${i} of ${name} was not found`);
      }
    }
  });

  test('finds a file cut off anywhere', () => {
    for (const name of ['chain', 'text', 'head'] as const)
      for (let end = 0; end < good[name].length; end++)
        if (checkJournal({ ...good, [name]: good[name].subarray(0, end) }).problems.length === 0)
          expect.fail(`${name} cut at ${end} was not found`);
  });

  test('says which entry was edited', async () => {
    put({ chain: good.chain.toString().replace('no terminal', 'a terminal') });
    expect(await messages()).toEqual(['Entry 3 of reset_log.chain was changed.']);
    put({ chain: good.chain, text: good.text.toString().replace('reason c', 'reason d') });
    expect(await messages()).toEqual(['reset_log.txt differs from reset_log.chain at entry 4.']);
  });

  test('finds entries taken out, put in twice, and swapped', async () => {
    const [one, two, three, four, five] = chainLines();
    const broken = (line: number) =>
      `Line ${line} of reset_log.chain does not follow the one before: something was taken out, put in or swapped.`;
    put({ chain: joined([one, two, four, five]) });
    expect(await messages()).toContain(broken(3));
    put({ chain: joined([one, two, three, three, four, five]) });
    expect(await messages()).toContain(broken(4));
    put({ chain: joined([one, three, two, four, five]) });
    expect(await messages()).toContain(broken(2));
  });

  test('finds the end cut off both logs, by the remembered head', async () => {
    const text = good.text.subarray(0, good.text.indexOf('Reset reason: reason c'));
    put({ chain: joined(chainLines().slice(0, 3)), text });
    expect(await messages()).toEqual([
      'reset_log.chain ends at entry 3, but entry 5 was written: entries were cut off.',
    ]);
    unlinkSync(file('head'));
    expect(await messages()).toEqual(['reset_log.head is missing.']);
  });

  test('finds what was written into the log by hand', async () => {
    put({ text: `${good.text}Reset reason: forged\n---\n` });
    expect(await messages()).toEqual(['reset_log.txt ends in 25 bytes that no entry accounts for.']);
    await intend('d');
    expect(await messages()).toEqual(['reset_log.txt holds 25 bytes before entry 6 that no entry accounts for.']);
  });

  test('a damaged end is not built upon', async () => {
    const damaged = (problem: string) => ({
      status: 74,
      message: `The journal in ${directory} cannot be continued: ${problem}. Nothing was forwarded to the Supabase CLI.`,
      hint: 'See `permahub journal verify`. To begin a new journal, keep reset_log.txt, .chain and .head together under another name.',
    });
    put({ chain: good.chain.toString().replace('"status":1', '"status":0') });
    await expect(intend('d')).rejects.toMatchObject(damaged('the last entry of reset_log.chain was changed'));
    put({ chain: joined(chainLines().slice(0, 3)) });
    await expect(intend('d')).rejects.toMatchObject(
      damaged('reset_log.chain ends at entry 3, but entry 5 was written: entries were cut off'),
    );
    put({ chain: good.chain, head: 'x' });
    await expect(intend('d')).rejects.toMatchObject(damaged('reset_log.head was changed'));
  });
});

describe('what a crash leaves', () => {
  /** The files as they stand when the process dies after the chain was written, at some byte of the log. */
  const crashed = async (textBytes: number) => {
    await intend('d');
    truncateSync(file('txt'), good.text.length + textBytes);
    put({ head: good.head });
  };

  test.each([0, 1, 20])('between the two files is completed by the check (%i bytes written)', async (bytes) => {
    await crashed(bytes);
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 6, openIntents: [{ run: 'd', seq: 6 }] });
    expect(readFileSync(file('txt'), 'utf8')).toMatch(
      /Reset reason: reason d\nReset date: .*\nGit commit: none\n---\n$/,
    );
    expect(JSON.parse(readFileSync(file('head'), 'utf8'))).toMatchObject({ seq: 6 });
  });

  test('is completed by the next entry', async () => {
    await crashed(7);
    await intend('e');
    expect(readFileSync(file('txt'), 'utf8').match(/reason [a-e]/g)).toEqual([
      'reason a',
      'reason c',
      'reason d',
      'reason e',
    ]);
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 7 });
  });

  test('of a first entry, before any head', async () => {
    rmSync(directory, { recursive: true });
    await intend('first');
    unlinkSync(file('head'));
    truncateSync(file('txt'), 3);
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 1 });
  });

  test('of half a line is said by the check, taken away by the next entry and remembered in it', async () => {
    put({ chain: `${good.chain}{"at":"2025` });
    expect(await messages()).toEqual([
      'reset_log.chain ends in 11 bytes that are no whole entry: a write that was cut off, or something put in.',
    ]);
    await intend('d');
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 6 });
    expect(openJournal(directory).lines().at(-1)?.facts.unfinishedBefore).toMatchObject({ bytes: 11 });
  });

  test('but a log cut short without a crash is no such thing', async () => {
    truncateSync(file('txt'), good.text.length - 5);
    expect(await messages()).toEqual(['reset_log.txt differs from reset_log.chain at entry 4.']);
  });
});
