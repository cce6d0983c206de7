import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newRun, openJournal } from '../../src/journal/journal.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { bundled } from '../support/bundled.ts';
import { approvalFor } from './approval.ts';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-test-journal-'));
  directory = join(folder, 'backups/database');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: 'txt' | 'chain' | 'head') => join(directory, `reset_log.${name}`);
const intend = (run: string, reason = 'testing the seed') =>
  openJournal(directory).intent(approvalFor(reason), {
    run,
    command: 'db reset',
    commit: 'f498a53',
    facts: { argv: ['db', 'reset'] },
  });

describe('the journal', () => {
  test('holds an intent, then its outcome, and the log people read', async () => {
    const journal = openJournal(directory);
    const intent = await intend('run-1');
    expect(journal.openIntents()).toMatchObject([
      { run: 'run-1', seq: 1, facts: { argv: ['db', 'reset'], by: 'Ada', commit: 'f498a53' } },
    ]);
    await journal.outcome(intent, { status: 0, seconds: 1.5 });
    expect(journal.openIntents()).toEqual([]);
    expect(journal.lines().map(({ kind, run, seq }) => [kind, run, seq])).toEqual([
      ['intent', 'run-1', 1],
      ['outcome', 'run-1', 2],
    ]);
    expect(readFileSync(file('txt'), 'utf8')).toMatch(
      /^Reset reason: testing the seed\nReset date: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nGit commit: f498a53\n---\n$/,
    );
    expect(await verifyJournal(directory)).toEqual({
      ok: true,
      entries: 2,
      problems: [],
      openIntents: [],
      head: { seq: 2, hash: journal.lines()[1]?.hash },
    });
  });

  test('holds what was done after an outcome', async () => {
    const journal = openJournal(directory);
    const intent = await intend('run-1');
    await journal.outcome(intent, { status: 0 });
    await journal.note(intent, { postMigrationBackup: 'backup_20251114_143022_post-migration' });
    expect(journal.openIntents()).toEqual([]);
    expect(journal.lines().map(({ kind, run }) => `${kind} ${run}`)).toEqual([
      'intent run-1',
      'outcome run-1',
      'note run-1',
    ]);
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 3 });
  });

  test('holds refused attempts in the chain, and nothing of them in the log', async () => {
    await openJournal(directory).refusal('run-1', { argv: ['db', 'reset'], why: 'no terminal' });
    expect(readFileSync(file('txt'), 'utf8')).toBe('');
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 1, openIntents: [] });
  });

  test('keeps a reason that looks like another entry on its one line', async () => {
    await intend('run-1', 'x\n---\nReset reason: forged\nReset date: never');
    expect(readFileSync(file('txt'), 'utf8').split('\n')).toHaveLength(5);
    expect(readFileSync(file('txt'), 'utf8')).toContain('Reset reason: x --- Reset reason: forged Reset date: never\n');
  });

  test('is readable by its owner alone', async () => {
    await intend('run-1');
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory).sort()).toEqual([
      'reset_log.chain',
      'reset_log.head',
      'reset_log.lock',
      'reset_log.txt',
    ]);
  });

  test('continues a log that was kept by hand, and notices when that is changed later', async () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      file('txt'),
      'Reset reason: old\nReset date: Fri Nov 14 14:30:22 UTC 2025\nGit commit: f498a53\n---\n',
    );
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 0 });
    await intend('run-1');
    await intend('run-2');
    expect(readFileSync(file('txt'), 'utf8')).toMatch(/^Reset reason: old\n[\s\S]+---\nReset reason: testing/);
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 2 });
    writeFileSync(file('txt'), readFileSync(file('txt'), 'utf8').replace('old', 'new'));
    expect((await verifyJournal(directory)).problems).toEqual([
      { seq: null, message: 'reset_log.txt was changed before its first entry.' },
    ]);
  });

  test('names runs by time and chance', () => {
    expect(newRun(new Date('2025-11-14T14:30:22.123Z'))).toMatch(/^20251114143022-[0-9a-f]{8}$/);
  });

  test('stays whole under eight writers at once', async () => {
    const { program, remove } = bundled(`${import.meta.dirname}/programs/write-many.ts`);
    const writers = Array.from({ length: 8 }, (_, at) =>
      spawn(process.execPath, [program, directory, `w${at}`, '50'], { stdio: 'inherit' }),
    );
    const statuses = await Promise.all(
      writers.map((writer) => new Promise((resolve) => writer.once('close', resolve))),
    );
    remove();
    expect(statuses).toEqual(Array(8).fill(0));
    expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: 800, problems: [], openIntents: [] });
    const text = readFileSync(file('txt'), 'utf8');
    expect(text.match(/^Reset reason: reason of w\d-\d+\nReset date: [^\n]+\nGit commit: none\n---\n/gm)).toHaveLength(
      400,
    );
    expect(new Set(text.match(/w\d-\d+/g)).size).toBe(400);
  }, 120_000);
});

describe('a journal that cannot be written stops everything', () => {
  const refused = (problem: string) => ({
    status: 74,
    message: `The journal in ${directory} could not be written: ${problem}. Nothing was forwarded to the Supabase CLI.`,
    hint: 'Make room or put the permissions right, then start again.',
  });

  test.each(['txt', 'chain'] as const)('reset_log.%s as a symbolic link is not followed', async (name) => {
    mkdirSync(directory, { recursive: true });
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'untouched');
    symlinkSync(elsewhere, file(name));
    await expect(intend('run-1')).rejects.toMatchObject(refused(`${file(name)} is a symbolic link`));
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched');
    expect((await verifyJournal(directory)).ok).toBe(false);
  });

  test('a link in place of the directory, a pipe, a second name', async () => {
    mkdirSync(join(folder, 'backups'));
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), directory);
    await expect(intend('run-1')).rejects.toMatchObject(refused(`${directory} is a symbolic link`));
    rmSync(directory);
    mkdirSync(directory);
    execFileSync('mkfifo', [file('txt')]);
    await expect(intend('run-1')).rejects.toMatchObject(refused(`${file('txt')} is not a plain file`));
    rmSync(file('txt'));
    writeFileSync(join(folder, 'other'), '');
    linkSync(join(folder, 'other'), file('txt'));
    await expect(intend('run-1')).rejects.toMatchObject(refused(`${file('txt')} has a second name (hard link)`));
  });

  test('a full disk leaves the journal as it was', async () => {
    mkdirSync(directory, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory]);
    try {
      for (let i = 0; ; i++) {
        const before = ['txt', 'chain', 'head'].map((name) =>
          existsSync(file(name as 'txt')) ? readFileSync(file(name as 'txt'), 'utf8') : '',
        );
        const failed = await intend(`run-${i}`, 'r'.repeat(200)).then(
          () => null,
          (error) => error,
        );
        if (failed === null) continue;
        expect(i).toBeGreaterThan(3);
        expect(failed).toMatchObject({ status: 74, code: 'journal-not-written' });
        expect(failed.message).toMatch(
          /could not be written: (ENOSPC: no space left on device, \w+|only \d+ of \d+ bytes were written)\. Nothing/,
        );
        expect(['txt', 'chain', 'head'].map((name) => readFileSync(file(name as 'txt'), 'utf8'))).toEqual(before);
        expect(await verifyJournal(directory)).toMatchObject({ ok: true, entries: i });
        break;
      }
    } finally {
      execFileSync('umount', [directory]);
    }
  });

  test('an outcome that cannot be written is said as such', async () => {
    const intent = await intend('run-1');
    const link = `${file('chain')}.moved`;
    execFileSync('mv', [file('chain'), link]);
    symlinkSync(link, file('chain'));
    await expect(openJournal(directory).outcome(intent, { status: 0 })).rejects.toMatchObject({
      status: 74,
      message: `The command ran, but its outcome could not be written to the journal in ${directory}: ${file('chain')} is a symbolic link.`,
      hint: 'The journal holds the intent without an outcome; the next run says so.',
    });
  });

  test('a folder that may not be written to (as somebody else than root)', async () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(folder, 'backups/file'), '');
    chmodSync(directory, 0o500);
    directory = join(folder, 'backups/file');
    await expect(intend('run-1')).rejects.toMatchObject({ status: 74, code: 'journal-not-written' });
  });
});
