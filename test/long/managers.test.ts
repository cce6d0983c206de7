import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Managed, type Manager, managers, openManaged, openPackages } from '../routes/managers.ts';
import type { Registry } from '../routes/registry.ts';

/** Dozens of package managers one after the other. */
const patience = 600_000;

let folder: string;
let registry: Registry;
let shop: Managed;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-test-managers-'));
  registry = await openPackages(record());
});
afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});
const record = () => join(folder, 'record');
const open = async (manager: Manager, asksForIt?: boolean) => {
  shop = openManaged(manager, registry, record(), asksForIt);
  expect(await shop.run(manager.install)).toMatchObject({ status: 0 });
};

/** What comes of a harmless command and of a reset, by every route: the status, and what reached the real CLI. */
async function outcomes(manager: Manager, terminal: 'old' | 'new', routes: readonly string[]) {
  const found: Record<string, string> = {};
  for (const route of routes) {
    const isScript = route === manager.script;
    const one = await shop.run(`${route} ${isScript ? 'list' : 'migration list'}`, terminal);
    const passed = `${one.status} ${shop.reached().join()}`;
    const other = await shop.run(`${route} ${isScript ? 'reset' : 'db reset --linked'}`, terminal);
    const refused = other.said.includes('permahub: Refused: supabase db reset --linked') ? ' refused' : '';
    found[route] = `${passed}; ${other.status} ${shop.reached().join()}${refused}`;
  }
  return found;
}
const guarded = '0 migration list; 77  refused';
const around = '0 migration list; 0 db reset --linked';
const each = (routes: readonly string[], outcome: string) =>
  Object.fromEntries(routes.map((route) => [route, outcome]));

describe.each(managers)('$title', { timeout: patience }, (manager) => {
  const { row, byBin, routes, install } = manager;
  const download = manager.download === null ? [] : [manager.download];
  const all = [...routes, manager.script, ...download];
  const [first = ''] = routes;
  const mend = byBin ? 'permahub install --project' : 'permahub install --machine';
  afterEach(() => shop.remove());

  describe('with the package installed', () => {
    beforeEach(() => open(manager));

    test('goes around the guard before the set-up, by every route; doctor sees it, asks no registry and changes nothing', async () => {
      expect(await outcomes(manager, 'old', [first, ...download])).toEqual(each([first, ...download], around));
      const before = [shop.ann.state(), registry.asked()];
      const found = await shop.doctor();
      expect([shop.ann.state(), registry.asked()]).toEqual(before);
      expect(found.status).toBe(1);
      expect(found.row(row)).toEqual({ route: row, state: 'open', detail: 'the real CLI 3.1.0 answered', mend });
      expect(found.row('downloaded copies')).toMatchObject({ state: 'open', mend: 'permahub install --machine' });
    });

    test('is guarded by every route in a new terminal after the set-up, as doctor says; by the account alone as well', async () => {
      expect(shop.ann.permahub('install', '--machine').status).toBe(0);
      expect(await outcomes(manager, 'new', [first])).toEqual(each([first], guarded));
      expect(shop.ann.permahub('install').status).toBe(0);
      expect(await outcomes(manager, 'new', all)).toEqual(each(all, guarded));
      const before = [shop.ann.state(), registry.asked()];
      const found = await shop.doctor('new');
      expect([shop.ann.state(), registry.asked()]).toEqual(before);
      expect(found.row(row)).toMatchObject({ state: 'guarded' });
      expect(found.row('downloaded copies')).toMatchObject({ state: 'guarded' });
    });

    test(`by the project alone ${byBin ? 'it is guarded, but for what it downloads' : 'nothing of it is guarded'}`, async () => {
      const installed = shop.ann.permahub('install', '--project');
      expect(installed.status).toBe(0);
      if (!byBin) expect(installed.stderr).toMatch(/this Yarn (keeps no node_modules|goes past node_modules\/\.bin)/);
      const own = [...routes, manager.script];
      expect(await outcomes(manager, 'old', own)).toEqual(each(own, byBin ? guarded : around));
      const found = await shop.doctor();
      expect(found.row(row)).toMatchObject(byBin ? { state: 'guarded' } : { state: 'open', mend });
      expect(found.row('downloaded copies')).toMatchObject({ state: 'open' });
      expect(await outcomes(manager, 'old', download)).toEqual(each(download, around));
    });

    test.runIf(byBin)('every install that writes node_modules anew brings the guard back', async () => {
      expect(shop.ann.permahub('install').status).toBe(0);
      rmSync(join(shop.ann.project, 'node_modules'), { recursive: true });
      expect((await shop.run(install, 'new')).status).toBe(0);
      expect(await outcomes(manager, 'old', [first])).toEqual(each([first], guarded));
      expect((await shop.run(install, 'new')).status).toBe(0);
      expect((await shop.doctor()).row(row)).toMatchObject({ state: 'guarded' });
    });
  });

  test('where the package is not installed it is absent', async () => {
    await open(manager, false);
    const found = await shop.doctor();
    expect(found.row(row)).toEqual({ route: row, state: 'absent', detail: 'no supabase is found there', mend: null });
  });
});

describe('what runs no script of the project leaves the package’s own command, and doctor says so', () => {
  afterEach(() => shop.remove());
  const named = (title: string) => managers.find((one) => one.title === title) as Manager;
  test.each([
    ['pnpm', 'pnpm add other', 'open', 'open'],
    ['pnpm', 'pnpm remove other', 'open', 'open'],
    ['Yarn 1', 'yarn add other', 'guarded', 'guarded'],
    ['Yarn 1', 'yarn remove other', 'open', 'guarded'],
    ['Yarn 1', 'yarn upgrade', 'open', 'guarded'],
    ['bun', 'bun add other', 'guarded', 'guarded'],
    ['bun', 'bun remove other', 'guarded', 'guarded'],
  ])('%s: %s leaves it %s, the next install %s', async (title, change, then, later) => {
    const manager = named(title);
    await open(manager);
    if (change.includes('remove')) await shop.run(change.replace('remove', 'add'));
    expect(shop.ann.permahub('install').status).toBe(0);
    expect((await shop.run(change, 'new')).status).toBe(0);
    expect((await shop.doctor()).row(manager.row).state).toBe(then);
    expect((await shop.run(manager.install, 'new')).status).toBe(0);
    const found = (await shop.doctor()).row(manager.row);
    expect(found.state).toBe(later);
    if (later === 'guarded') return;
    expect(found.mend).toBe('permahub install --project');
    // In a new terminal the variable still guards it; the mend guards the others again.
    expect((await shop.doctor('new')).row(manager.row).state).toBe('guarded');
    expect((await shop.run(found.mend as string, 'new')).status).toBe(0);
    expect((await shop.doctor()).row(manager.row).state).toBe('guarded');
  });
});

test.each([
  ['pnpm', 'yarn@1.22.22'],
  ['Yarn 1', 'yarn@4.18.1'],
  ['Yarn 1', 'pnpm@12.21.0'],
])('%s in a project of %s says so, and is not the way there', async (title, packageManager) => {
  const manager = managers.find((one) => one.title === title) as Manager;
  await open(manager);
  try {
    const file = join(shop.ann.project, 'package.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), packageManager }));
    expect((await shop.doctor()).row(manager.row)).toMatchObject({
      ...{ state: 'absent', detail: 'this project uses another package manager' },
    });
  } finally {
    shop.remove();
  }
});
