import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishFile } from '../src/published-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-published-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);

// Catches: a file others may read, and one that keeps the mode of what stood there.
test('the file is the new text, for its owner alone, and nothing else lies beside it', () => {
  writeFileSync(path('head.json'), 'before', { mode: 0o644 });
  publishFile(path('head.json'), 'after');
  expect(readFileSync(path('head.json'), 'utf8')).toBe('after');
  expect(statSync(path('head.json')).mode & 0o777).toBe(0o600);
  publishFile(path('run.sh'), '#!/bin/sh\n', 0o700);
  expect(statSync(path('run.sh')).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder)).toEqual(['head.json', 'run.sh']);
});

test('a link in its place is replaced, and what it led to stays as it was', () => {
  writeFileSync(path('elsewhere'), 'untouched');
  symlinkSync(path('elsewhere'), path('head.json'));
  publishFile(path('head.json'), 'after');
  expect(lstatSync(path('head.json')).isFile()).toBe(true);
  expect(readFileSync(path('elsewhere'), 'utf8')).toBe('untouched');
});

test('what cannot be put in its place leaves nothing behind and harms nothing', () => {
  mkdirSync(path('head.json/full'), { recursive: true });
  expect(() => publishFile(path('head.json'), 'after')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(folder)).toEqual(['head.json']);
});

// Catches: files that pile up after kills, and a running writer's file taken away from under it.
test('what a killed process left of this file is swept, what another is writing is not', () => {
  for (const name of ['.head.json.00000000.partial', '.head.json.11111111.partial', '.other.json.00000000.partial'])
    writeFileSync(path(name), 'half');
  for (const name of ['.head.json.00000000.partial', '.other.json.00000000.partial'])
    utimesSync(path(name), new Date(0), new Date(0));
  publishFile(path('head.json'), 'after');
  expect(readdirSync(folder)).toEqual(['.head.json.11111111.partial', '.other.json.00000000.partial', 'head.json']);
});
