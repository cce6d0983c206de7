import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoProject, writeDemoProject } from '../demo/project.ts';
import { version } from '../support/eras.ts';
import { runInTerminal } from '../support/pty.ts';
import { expectGolden } from './golden.ts';
import { realClis } from './sandbox.ts';

const permahub = resolve(import.meta.dirname, '../../bin/permahub');

/** What is explained; URL stands for the staging database in the form of each major. */
const lines = [
  'db reset',
  'db reset URL',
  'db push',
  'db push URL',
  'db push --linked',
  'db push --dry-run',
  'migration down --last 1',
  'migration list --local',
  'stop --no-backup',
  'stop --all --no-backup',
  'stop --project-id other --no-backup',
  'secrets unset TOKEN',
  'projects delete abcdefghijklmnopqrst',
  'functions deploy hello',
  'frobnicate --all',
  '--version',
];

describe(`permahub explain in front of CLI ${version}`, () => {
  let server: Server;
  let project: DemoProject;
  let cache: string;
  let asked = 0;
  let url: string;
  beforeAll(async () => {
    server = createServer((socket) => {
      asked++;
      socket.destroy();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    project = writeDemoProject({ host: '127.0.0.1', port }, realClis[version]);
    cache = mkdtempSync(join(tmpdir(), 'permahub-test-explain-'));
    url = `postgresql://postgres:geheim@127.0.0.1:${port}/postgres`;
  });
  afterAll(async () => {
    await new Promise((done) => server.close(done));
    project.remove();
    rmSync(cache, { recursive: true, force: true });
  });

  const explain = (args: readonly string[], line: string | readonly string[]) => {
    const form = version === '3.1.0' ? [`--remote=${url}`] : ['--db-url', url];
    const words = typeof line === 'string' ? line.split(' ') : line;
    const argv = words.flatMap((word) => (word === 'URL' ? form : [word]));
    const env = { PATH: process.env.PATH, HOME: project.home, XDG_CACHE_HOME: cache };
    return execa(permahub, ['explain', ...args, '--', ...argv], {
      cwd: project.folder,
      env,
      extendEnv: false,
      reject: false,
    });
  };
  const volatile = () =>
    [
      [/:\d{5}\b(?<!:5432\d)/g, ':<port>'],
      [/"port": (?!5432\d)\d{5}/g, '"port": <port>'],
      [resolve(import.meta.dirname, '../..'), '<permahub>'],
      [/"path": "[^"]*"/g, '"path": "<cli>"'],
      [/\([^)]*cli-[^)]*\)/g, '(<cli>)'],
    ] as const;

  // Catches: words that are broken by the terminal, and a command that is broken by us.
  test('is broken between words on a terminal, but for the command, which is copied', async () => {
    const form = version === '3.1.0' ? [`--remote=${url}`] : ['--db-url', url];
    const piped = await explain([], 'stop --all --no-backup');
    const shown = await runInTerminal({
      ...{ command: permahub, args: ['explain', '--', 'stop', '--all', '--no-backup'], cwd: project.folder },
      env: { HOME: project.home, XDG_CACHE_HOME: cache, NO_COLOR: '1' },
    });
    const lines = shown.raw.replaceAll('\r', '').trimEnd().split('\n');
    expect(piped.stdout.split('\n').some((line) => line.length > 80)).toBe(true);
    expect(lines.filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
    expect(lines.join(' ').replace(/ +/g, ' ')).toBe(piped.stdout.replace(/\s+/g, ' '));
    const reset = await runInTerminal({
      ...{ command: permahub, args: ['explain', '--', 'db', 'reset', ...form, '--no-seed'], cwd: project.folder },
      env: { HOME: project.home, XDG_CACHE_HOME: cache, NO_COLOR: '1' },
    });
    expect(reset.raw).toMatch(/^Command {2}supabase db reset .{50,} --no-seed\r\n/);
  });

  test('answers in JSON: contacts nothing, writes nothing, status 0', async () => {
    const before = treeOf(project.folder);
    const answers: string[] = [];
    for (const line of lines) {
      const ran = await explain(['--json'], line);
      expect({ line, status: ran.exitCode, stderr: ran.stderr }).toEqual({ line, status: 0, stderr: '' });
      expect(JSON.parse(ran.stdout)).toEqual({
        schema: 1,
        cli: { path: expect.any(String), version },
        command: expect.any(String),
        target: {
          kind: expect.stringMatching(/^(local|linked|branch|url|project|none|unknown)$/),
          environment: expect.stringMatching(/^(local|staging|production|none)$/),
          label: expect.any(String),
          ...Object.fromEntries(
            ['host', 'port', 'database', 'projectRef'].map((key) => [key, expect.toSatisfy(stated)]),
          ),
        },
        effect: expect.stringMatching(/^(reads|files|changes|destroys|unknown)$/),
        findings: expect.any(Array),
        decision: {
          verdict: expect.stringMatching(/^(pass|guard|refuse)$/),
          reason: expect.any(String),
          needs: expect.any(Array),
        },
      });
      answers.push(`$ supabase ${line}\n${ran.stdout}`);
    }
    const all = answers.join('\n\n');
    expect(all).not.toContain('geheim');
    await expectGolden(all, `explain-${version}-json`, volatile());
    expect(asked).toBe(0);
    expect(treeOf(project.folder)).toEqual(before);
  });

  test('answers in words', async () => {
    const answers: string[] = [];
    for (const line of ['db reset URL', 'db push', 'migration list --local', 'frobnicate --all']) {
      const ran = await explain([], line);
      expect(ran.exitCode).toBe(0);
      answers.push(`$ supabase ${line}\n${ran.stdout}`);
    }
    await expectGolden(answers.join('\n\n'), `explain-${version}-words`, volatile());
  });

  test('reads the SQL it would run: a query, and every migration because nobody asked the database what is pending', async () => {
    const file = join(project.folder, 'supabase/migrations/20990101000000_drop.sql');
    writeFileSync(file, 'alter table public.orders\n  drop column note cascade;\ndrop tabel broken;\n');
    const answers: string[] = [];
    try {
      const query = [...'db query --local'.split(' '), 'delete from public.orders'];
      for (const argv of [['db', 'push', '--local'], query, [...query.slice(0, 3), 'select 1']]) {
        const ran = await explain([], argv);
        expect(ran.exitCode).toBe(0);
        answers.push(`$ supabase ${argv.join(' ')}\n${ran.stdout}`);
      }
    } finally {
      rmSync(file);
    }
    await expectGolden(answers.join('\n\n'), `explain-${version}-sql`, volatile());
  });
});

const stated = (value: unknown) => value === null || typeof value === 'string' || typeof value === 'number';

/** Every file below a folder with its bytes' hash, `.git` included. */
function treeOf(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const seen = lstatSync(path);
    if (seen.isSymbolicLink()) found[name] = readlinkSync(path);
    else if (seen.isFile()) found[name] = createHash('sha256').update(readFileSync(path)).digest('hex');
    else found[name] = 'folder';
  }
  return found;
}
