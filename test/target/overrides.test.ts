import { expect, test } from 'vitest';
import { parseDocument } from '../../src/target/config.ts';
import { withOverrides } from '../../src/target/overrides.ts';

const text = `project_id = "shop"
[db]
port = 54322
[db.seed]
enabled = true
sql_paths = ["./seed.sql"]
[remotes.staging]
project_id = "abcdefghijklmnopqrst"
[remotes.staging.db.migrations]
enabled = false
[remotes.live]
project_id = "zzzzzzzzzzzzzzzzzzzz"
[remotes.live.db.seed]
enabled = true
sql_paths = ["./live.sql", "./more.sql"]
`;
const config = {
  remotes: [
    { name: 'staging', projectRef: 'abcdefghijklmnopqrst' },
    { name: 'live', projectRef: 'zzzzzzzzzzzzzzzzzzzz' },
  ],
};
const over = (projectRef: string | null, file = 'config.toml', written = text) =>
  parseDocument(file, withOverrides({ file, text: written }, config, projectRef));

test('a matching remote is laid over the configuration, and seeds are off there unless it switches them on', () => {
  expect(over('abcdefghijklmnopqrst')).toEqual({
    project_id: 'shop',
    db: { port: 54322, migrations: { enabled: false }, seed: { enabled: false, sql_paths: ['./seed.sql'] } },
  });
  expect(over('zzzzzzzzzzzzzzzzzzzz')).toEqual({
    project_id: 'shop',
    db: { port: 54322, seed: { enabled: true, sql_paths: ['./live.sql', './more.sql'] } },
  });
});

test('JSON stays JSON', () => {
  const json = '{"project_id": "shop", "remotes": {"live": {"project_id": "zzzzzzzzzzzzzzzzzzzz", "db": {"port": 1}}}}';
  expect(over('zzzzzzzzzzzzzzzzzzzz', 'config.json', json)).toEqual({
    project_id: 'shop',
    db: { port: 1, seed: { enabled: false } },
  });
});

test('for every other target the text stays as it is, comments and all', () => {
  for (const ref of [null, 'someotherprojectref0'])
    expect(withOverrides({ file: 'config.toml', text: `# mine\n${text}` }, config, ref)).toBe(`# mine\n${text}`);
});
