import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pointInTime, readPointInTime } from '../../src/cli/point-in-time.ts';
import { realClis } from '../guard/sandbox.ts';

const projectRef = 'abcdefghijklmnopqrst';
const backups = `GET /v1/projects/${projectRef}/database/backups`;
/** What the CLI may ask for. */
const told = new Set([backups, `GET /v1/projects/${projectRef}`]);

/** What the API says of a project besides. */
const body = { region: 'eu-west-1', walg_enabled: true, backups: [], physical_backup_data: {} };

let api: Server;
let folder: string;
let answer: { status: number; body: object };
let asked: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-test-api-'));
  api = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push(what);
    response.setHeader('content-type', 'application/json');
    response.statusCode = what === backups ? answer.status : 404;
    response.end(JSON.stringify(what === backups ? answer.body : {}));
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const lines = { name: 'fake', api_url: url, dashboard_url: url, docs_url: url, project_host: 'example.invalid' };
  const text = Object.entries(lines).map(([key, value]) => `${key}: ${value}\n`);
  writeFileSync(join(folder, 'profile.yaml'), text.join(''));
});
afterAll(async () => {
  api?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
});

/** Asks the real CLI, whose API is the one above. */
const ask = (cli: keyof typeof realClis, env: NodeJS.ProcessEnv = {}) =>
  readPointInTime(
    { path: realClis[cli], era: cli === '3.1.0' ? 'v3' : 'v2' },
    {
      ...{ projectRef, cwd: folder },
      env: {
        ...{ PATH: process.env.PATH, HOME: folder, SUPABASE_TELEMETRY_DISABLED: '1' },
        SUPABASE_PROFILE: join(folder, 'profile.yaml'),
        SUPABASE_ACCESS_TOKEN: `sbp_${'0123456789'.repeat(4)}`,
        ...env,
      },
    },
  );

describe.each(['3.1.0', '2.122.1'] as const)(
  'whether a hosted project can be put back to a moment, by CLI %s',
  (cli) => {
    test.each([true, false])('it says: %s', async (enabled) => {
      answer = { status: 200, body: { ...body, pitr_enabled: enabled } };
      expect(await ask(cli)).toEqual({ enabled });
      expect(asked).toContain(backups);
      expect(asked.filter((what) => !told.has(what))).toEqual([]);
    });

    // Catches: taking "I could not ask" for a no, or for a yes.
    test('no login, or an API that says no: nobody knows', async () => {
      const why = 'the Supabase CLI could not list its backups';
      expect(await ask(cli, { SUPABASE_ACCESS_TOKEN: '' })).toEqual({ why });
      answer = { status: 403, body: { message: 'Forbidden' } };
      expect(await ask(cli)).toEqual({ why });
      expect(asked.filter((what) => !told.has(what))).toEqual([]);
    });
  },
);

test.each([
  ['{"pitr_enabled":true}', true],
  ['{"pitr_enabled":"true"}', null],
  ['{}', null],
  ['REGION | PITR', null],
  ['', null],
])('%j says %s', (out, is) => {
  expect(pointInTime(out)).toBe(is);
});
