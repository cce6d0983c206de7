import { expect, test } from 'vitest';
import { checksOf, type Facts } from '../../../src/routes/doctor/checks.ts';
import { doctorLines, type Found, isWell } from '../../../src/routes/doctor/words.ts';
import { painted } from '../../../src/terminal/style.ts';
import { expectGolden } from '../../guard/golden.ts';

const now = Date.parse('2025-11-14T14:30:22Z');
const programs = { folder: '/usr/lib/postgresql/15/bin', version: '15.18', major: 15 };
const well: Facts = {
  settings: { reviewed: 'origin/main', notes: [] },
  cli: { path: '/p/node_modules/cli/bin/supabase', version: '3.1.0', foundIn: 'node_modules', isKnown: true },
  major: 15,
  clients: [programs],
  servers: [programs],
  otherPrograms: null,
  install: 'Install the programs of PostgreSQL 15.',
  folder: { path: 'backups/database', isThere: true, loose: [], isIgnored: true },
  plain: [],
  clock: { now, database: now - 2000, newestBackup: now - 3_600_000, commit: now - 7_200_000 },
  disk: { free: 60e9, size: 2e9 },
};

const cases: readonly (readonly [string, Partial<Facts>, string])[] = [
  ['settings', {}, 'good: valid; policy is read from origin/main'],
  [
    'settings',
    { settings: { reviewed: null, notes: ['x differs'] } },
    'good: nothing is committed: every remote is production; x differs',
  ],
  ['settings', { settings: { problem: 'Unknown key', hint: 'Remove it' } }, 'bad: Unknown key -> Remove it'],
  ['real CLI', {}, 'good: 3.1.0, /p/node_modules/cli/bin/supabase (node_modules)'],
  ['real CLI', { cli: { problem: 'It was not found', hint: 'Install it' } }, 'bad: It was not found -> Install it'],
  [
    'real CLI',
    { cli: { path: '/s', version: '9.0.0', foundIn: 'PATH', isKnown: false } },
    'bad: 9.0.0, /s (PATH): this version is not known, so nothing passes -> install supabase 1.x, 2.x or 3.x',
  ],
  ['PostgreSQL programs', {}, 'good: PostgreSQL 15.18 in /usr/lib/postgresql/15/bin'],
  [
    'PostgreSQL programs',
    { major: 17 },
    'bad: 15.18 is the newest, and the database is 17 -> Install the programs of PostgreSQL 15.',
  ],
  ['PostgreSQL programs', { major: null }, 'good: PostgreSQL 15.18 in /usr/lib/postgresql/15/bin'],
  ['PostgreSQL programs', { clients: [] }, 'bad: none were found -> Install the programs of PostgreSQL 15.'],
  [
    'PostgreSQL programs',
    { clients: [], otherPrograms: 'container' },
    "good: the local stack's container, by the settings",
  ],
  ['scratch server', { servers: [] }, 'bad: none were found -> Install the programs of PostgreSQL 15.'],
  [
    'scratch server',
    { servers: [], otherPrograms: 'createdb' },
    'good: a database on a server of your own, by the settings',
  ],
  [
    'scratch server',
    { servers: [{ ...programs, version: '17.1', major: 17 }, programs] },
    'good: PostgreSQL 15.18 in /usr/lib/postgresql/15/bin',
  ],
  ['backup folder', {}, 'good: backups/database: for this account alone, ignored by git'],
  ['backup folder', { folder: null }, 'unknown: not known without settings'],
  [
    'backup folder',
    { folder: { path: 'b', isThere: false, loose: [], isIgnored: null } },
    'good: b: made by the first backup',
  ],
  [
    'backup folder',
    { folder: { path: 'b', isThere: true, loose: ['the folder itself', 'a', 'b', 'c'], isIgnored: true } },
    'bad: 4 names others can read or that lead elsewhere: the folder itself, a, b, … -> chmod 700 b && chmod 600 b/*',
  ],
  [
    'backup folder',
    { folder: { path: 'b', isThere: true, loose: [], isIgnored: false } },
    "bad: git would commit what is in it -> echo '*' > b/.gitignore",
  ],
  [
    'production backups',
    { plain: ['1 production backup lies unencrypted on this machine and in no vault'] },
    'bad: 1 production backup lies unencrypted on this machine and in no vault -> name a vault: docs/vault.md, then permahub vault push',
  ],
  ['clock', {}, 'good: fits the local database, the newest backup, the commit here'],
  [
    'clock',
    { clock: { now, database: null, newestBackup: null, commit: null } },
    'unknown: nothing here to compare it with',
  ],
  [
    'clock',
    { clock: { now, database: now - 120_000, newestBackup: null, commit: null } },
    'bad: the clock of the local database differs by 2 min -> set the clock of this machine: journal, requests and schedules go by it',
  ],
  [
    'clock',
    { clock: { now, database: null, newestBackup: now + 7_200_000, commit: null } },
    'bad: the newest backup is 2 h in the future -> set the clock of this machine: journal, requests and schedules go by it',
  ],
  [
    'clock',
    { clock: { now, database: null, newestBackup: null, commit: now + 61_000 } },
    'bad: the commit here is 1 min 1 s in the future -> set the clock of this machine: journal, requests and schedules go by it',
  ],
  [
    'clock',
    { clock: { now, database: now + 59_000, newestBackup: now + 59_000, commit: now + 59_000 } },
    'good: fits the local database, the newest backup, the commit here',
  ],
  ['free disk', {}, 'good: 60.0 GB, for a database of 2.0 GB'],
  [
    'free disk',
    { disk: { free: 5.9e9, size: 2e9 } },
    'bad: 5.9 GB, for a database of 2.0 GB: too little for a backup, its restore and a rehearsal -> permahub retain, or make room',
  ],
  ['free disk', { disk: { free: 5e9, size: null } }, 'good: 5.0 GB; no backup and no database here to compare with'],
  ['free disk', { disk: null }, 'unknown: it could not be asked'],
];
test.each(cases)('%s: %j', (name, facts, expected) => {
  const found = checksOf({ ...well, ...facts }).find(({ check }) => check === name);
  const mend = found?.mend ? ` -> ${found.mend}` : '';
  expect(`${found?.state}: ${found?.detail}${mend}`).toBe(expected);
});

const route = (name: string, state: 'guarded' | 'open' | 'absent', detail: string, mend: string | null = null) => ({
  ...{ route: name, state, detail, mend },
});
const nothingOpen: Found = {
  routes: [route('bash, interactive', 'guarded', 'the guard answered'), route('zsh -c', 'absent', 'zsh is not here')],
  around: [],
  hooks: [{ agent: 'Claude Code', file: '/p/.claude/settings.json', state: 'guarded', mend: '' }],
  checks: checksOf(well),
};

test('the screen when all is well, and when nothing is', async () => {
  const screen = (found: Found) =>
    painted(
      doctorLines(found, (path) => path.replace('/p/', '')),
      false,
    );
  expect(isWell(nothingOpen)).toBe(true);
  await expectGolden(screen(nothingOpen), 'doctor-well', []);
  const bad: Found = {
    routes: [
      route('bash, interactive', 'open', 'the real CLI 3.1.0 answered', 'permahub install --machine --shell bash'),
      route(
        "cron's bare PATH",
        'open',
        'the real CLI 3.1.0 answered',
        'in the crontab, above what calls it: PATH=/home/ann/.local/share/permahub/bin:/usr/bin:/bin',
      ),
      route(
        'CI',
        'open',
        '.github/workflows/deploy.yml:12: not by permahub ci',
        'npm install --global permahub there, and permahub ci -- <what is run>',
      ),
    ],
    around: Array.from({ length: 14 }, (_, at) => ({ file: 'Makefile', line: at + 1, way: 'docker volume rm' })),
    hooks: [
      {
        agent: 'Claude Code',
        file: '/p/.claude/settings.json',
        state: 'open',
        mend: 'permahub hook install --agent claude',
      },
      { agent: 'Codex', file: '/p/.codex/config.toml', state: 'absent', mend: '' },
    ],
    checks: checksOf({
      ...well,
      settings: {
        problem: 'The settings are wrong: .permahubrc.json: unknown key "bakups".',
        hint: 'Did you mean "backups"?',
      },
      disk: { free: 1e9, size: 2e9 },
    }),
  };
  expect(isWell(bad)).toBe(false);
  await expectGolden(screen(bad), 'doctor-bad', []);
  const widest = Math.max(
    ...screen(bad)
      .split('\n')
      .map((line) => line.length),
  );
  expect(widest).toBeLessThanOrEqual(80);
});

test.each([
  ['an open route', { routes: [route('sh -c', 'open', 'x')] }],
  ['an agent without its hook', { hooks: [{ agent: 'A', file: 'f', state: 'open', mend: 'm' }] }],
  ['a script around the guard', { around: [{ file: 'f', line: 1, way: 'w' }] }],
  ['a check', { checks: checksOf({ ...well, clients: [] }) }],
] as const)('%s alone is enough for status 1', (_, more) => {
  expect(isWell({ ...nothingOpen, ...more } as Found)).toBe(false);
});
