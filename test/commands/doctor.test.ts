import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ciRoute } from '../../src/commands/doctor-ci.ts';
import { type AccountHere, openAccount } from '../routes/account.ts';

describe('CI', () => {
  const file = '.github/workflows/deploy.yml';
  const route = (text: string) => {
    const { state, detail } = ciRoute([
      { file, text },
      { file: 'run.sh', text: 'supabase db reset' },
    ]);
    return `${state}: ${detail}`;
  };
  test.each([
    ['a push around the guard', 'jobs:\n- run: supabase db push --linked\n', `open: ${file}:2: not by permahub ci`],
    ['a call nobody can read for sure', '- run: npx supabase db push $FLAGS', `open: ${file}:1: not by permahub ci`],
    ['many', '- run: supabase db reset\n'.repeat(4), `open: ${file}:1, ${file}:2 and 2 more: not by permahub ci`],
    ['by the guard', '- run: permahub ci -- db push --linked', `guarded: by permahub ci: ${file}:1`],
    [
      'only what is harmless',
      '- run: supabase migration list\n- run: supabase db push --dry-run',
      'absent: no CI file here calls what could destroy',
    ],
    ['nothing', 'jobs: {}', 'absent: no CI file here calls what could destroy'],
  ])('%s', (_, text, expected) => {
    expect(route(text)).toBe(expected);
  });
});

describe('what is wrong beside the routes', () => {
  let ann: AccountHere;
  beforeEach(() => {
    ann = openAccount();
  });
  afterEach(() => ann.remove());
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(ann.project, path)), { recursive: true });
    writeFileSync(join(ann.project, path), text);
  };

  test('is found for real, named with its mend, and left as it is', () => {
    write('backups/database/backup_20251114_143022_full.sql', 'x');
    chmodSync(join(ann.project, 'backups/database'), 0o755);
    write('Makefile', 'reset:\n\t/opt/bin/supabase db reset\n');
    write('.git/hooks/pre-push', '#!/bin/sh\nsupabase-go db reset\n');
    const future = new Date(Date.now() + 86_400_000).toISOString();
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    ann.run('git', [...who, 'commit', '-qm', 'Later', '--allow-empty'], { GIT_COMMITTER_DATE: future });
    const before = ann.state();
    const ran = ann.permahub('doctor', '--json');
    expect(ann.state()).toEqual(before);
    expect(ran.status).toBe(1);
    const { ok, around, checks } = JSON.parse(ran.stdout);
    expect([ok, around]).toEqual([
      false,
      [
        { file: '.git/hooks/pre-push', line: 2, way: 'supabase-go, by its name' },
        { file: 'Makefile', line: 2, way: 'a program named supabase, by its path' },
      ],
    ]);
    const of = (name: string) => checks.find(({ check }: { check: string }) => check === name);
    expect(of('settings')).toMatchObject({ state: 'good', detail: 'nothing is committed: every remote is production' });
    expect(of('real CLI')).toMatchObject({
      state: 'good',
      detail: expect.stringMatching(/^3\.1\.0, .*\(node_modules\)$/),
    });
    expect(of('backup folder')).toEqual({
      check: 'backup folder',
      state: 'bad',
      detail: '2 names others can read or that lead elsewhere: the folder itself, backup_20251114_143022_full.sql',
      mend: 'chmod 700 backups/database && chmod 600 backups/database/*',
    });
    expect(of('clock')).toMatchObject({
      state: 'bad',
      detail: expect.stringMatching(/^the commit here is .* in the future$/),
    });
    expect(of('scratch server')).toMatchObject({ state: 'good' });
  });

  test('settings that are wrong hide nothing else', () => {
    write('.permahubrc.json', '{"bakups": {}}');
    const ran = ann.permahub('doctor', '--json');
    expect(ran.status).toBe(1);
    const { routes, checks } = JSON.parse(ran.stdout);
    expect(checks[0]).toMatchObject({ check: 'settings', state: 'bad', detail: expect.stringContaining('bakups') });
    expect(routes.length).toBeGreaterThan(15);
  });
});
