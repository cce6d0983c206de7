import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../support/cluster.ts';
import { runInTerminal } from '../support/pty.ts';
import { bin, withBadInput } from './bad-input.ts';
import type { Replaced } from './golden.ts';
import { agrees, realClis } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

const given = withBadInput();

// Catches: going on with built-in settings, where owner and environments are unknown.
test('settings that cannot be read', async () => {
  rmSync(join(given.box.project.folder, '.permahubrc.json'));
  mkdirSync(join(given.box.project.folder, '.permahubrc.json'));
  await given.expectFailure(await given.run(given.reset()), 78, 'settings-unreadable');
});

// Catches: the same, for a file that was half saved.
test('settings that are no JSON', async () => {
  given.write('{ "owner": ');
  await given.expectFailure(await given.run(given.reset()), 78, 'settings-no-json');
});

// Catches: a misspelt key that silently switches a protection off.
test('settings with unknown keys and wrong values: all of them are named', async () => {
  given.write({ ...teamSettings, backup: {}, backups: { directry: 'x', maxAge: 'soon' } });
  await given.expectFailure(await given.run(given.reset()), 78, 'settings-unknown-key');
});

// Catches: acting on whatever database happens to be local.
test('no supabase folder: nothing says which project this is', async () => {
  const folder = mkdtempSync(join(given.scratch, 'outside-'));
  const run = (args: readonly string[]) =>
    runInTerminal({
      command: bin('supabase'),
      args,
      cwd: folder,
      env: { ...given.box.env, PATH: withCli() },
      answers: agrees,
    });
  const names: Replaced = [[folder, '<folder>']];
  await given.expectFailure(await run(['db', 'push']), 69, 'no-project-local', names);
  const linked = await run(['db', 'push', '--linked']);
  await given.expectFailure(linked, 77, 'no-project-linked', names);
});

// Catches: calling ourselves for ever, or an end without a reason.
test('no real CLI: everything that was tried is listed', async () => {
  const { cli: _, ...without } = teamSettings;
  commitSettings(given.box, without);
  mkdirSync(join(given.scratch, 'itself'));
  symlinkSync(bin('supabase'), join(given.scratch, 'itself/supabase'));
  const path = [given.barePath(), join(given.scratch, 'itself')].join(delimiter);
  const ran = await given.run(given.reset(), { PATH: path });
  await given.expectFailure(ran, 69, 'no-cli');
});

// Catches: reading an unknown CLI's words by the rules of another.
test('a CLI of a version nobody knows', async () => {
  const fake = join(given.scratch, 'supabase-9');
  writeFileSync(fake, `#!/bin/sh\n[ "$1" = --version ] && echo 9.9.9 && exit\necho ran >> ${given.scratch}/ran\n`);
  chmodSync(fake, 0o755);
  commitSettings(given.box, { ...teamSettings, cli: fake });
  await given.expectFailure(await given.run(given.reset()), 77, 'unknown-major');
  expect(existsSync(join(given.scratch, 'ran'))).toBe(false);
});

// Catches: taking a stack nobody could ask about for one without data.
test('local stack that does not run, and no Docker to ask about it', async () => {
  const config = readFileSync(join(given.box.project.folder, 'supabase/config.toml'), 'utf8');
  const port = await freePort();
  given.box.write('supabase/config.toml', config.replace('54322', String(port)));
  // Nobody calls the local stack's port staging here: its reset needs no checklist.
  const { environments: _, ...local } = teamSettings;
  commitSettings(given.box, local);
  try {
    const ran = await given.run(['db', 'reset'], { PATH: given.barePath() });
    await given.expectFailure(ran, 69, 'no-docker', [[`:${port}`, ':<port>']]);
    const stop = await given.run(['stop', '--no-backup'], { PATH: given.barePath() });
    await given.expectFailure(stop, 69, 'no-docker-stop', [[`:${port}`, ':<port>']]);
  } finally {
    given.box.write('supabase/config.toml', config);
    commitSettings(given.box, teamSettings);
  }
});

// Catches: an argument that Node changed before it was judged and forwarded.
test('an argument that is not UTF-8', async () => {
  const text = `exec ${bin('supabase')} db reset --remote=${given.url} --sql-paths $(printf 'a\\377b')`;
  const ran = await runInTerminal({
    command: 'sh',
    args: ['-c', text],
    cwd: given.box.project.folder,
    env: given.box.env,
    answers: agrees,
  });
  await given.expectFailure(ran, 77, 'not-utf-8');
});

/** The real CLI by name, for folders without teamSettings. */
function withCli(): string {
  const folder = join(given.scratch, 'cli');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'supabase'))) symlinkSync(realClis['3.1.0'], join(folder, 'supabase'));
  return `${given.barePath()}${delimiter}${folder}`;
}
