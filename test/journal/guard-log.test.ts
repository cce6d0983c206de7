import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openGuardLog } from '../../src/journal/guard-log.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'permahub-test-log-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('guard.log', () => {
  test('says what a run did, a line each, with the time', () => {
    const log = openGuardLog(directory, 'run-1');
    log.say('backup backup_20251114_143022 started');
    log.say('two\nlines');
    expect(readFileSync(join(directory, 'guard.log'), 'utf8').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')).toBe(
      'TIME run-1 backup backup_20251114_143022 started\nTIME run-1 two lines\n',
    );
    expect(statSync(join(directory, 'guard.log')).mode & 0o777).toBe(0o600);
    expect(log.problem()).toBeNull();
  });

  test('holds no password of a URL that slipped through', () => {
    openGuardLog(directory, 'run-1').say('failed: postgresql://me:s3cr@et@db.example.com:5432/app is gone');
    expect(readFileSync(join(directory, 'guard.log'), 'utf8')).toContain('postgresql://me:***@db.example.com:5432/app');
  });

  test('that cannot be written changes nothing, and says why', () => {
    symlinkSync('/etc/passwd', join(directory, 'guard.log'));
    const log = openGuardLog(directory, 'run-1');
    log.say('x');
    expect(log.problem()).toBe(
      `guard.log in ${directory} could not be written: ${join(directory, 'guard.log')} is a symbolic link`,
    );
  });
});
