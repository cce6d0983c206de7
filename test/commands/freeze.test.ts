import { expect, test } from 'vitest';
import { frozenLines } from '../../src/commands/freeze.ts';
import { thawedLines } from '../../src/commands/thaw.ts';
import { painted } from '../../src/terminal/style.ts';

const place = 'db.example.com:5432/shop';

// Catches: a freeze that keeps silent about who writes on.
test('a session that could not be ended is named', () => {
  const left = ['postgres (process 4711)', 'supabase_admin (process 4712)'];
  expect(painted(frozenLines({ place, ended: 0, left }), false)).toBe(
    `permahub: writes to db.example.com:5432/shop are stopped: the server refused a
  write of a new session.
  No session was ended.
  STILL THERE, and may write on: postgres (process 4711), supabase_admin
  (process 4712). This role may not end them.
  \`permahub thaw\` puts back exactly what was there before.
`,
  );
  expect(painted(frozenLines({ place, ended: 2, left: [] }), false)).toContain('\n  2 sessions of others ended.\n');
  expect(painted(frozenLines({ place, ended: 0, left: [] }), false)).toContain('\n  Nobody else was connected.\n');
});

test('a setting that somebody changed since the freeze is named', () => {
  expect(painted(thawedLines({ place, others: ['everybody', 'batch'], write: 'refused' }), false)).toBe(
    `permahub: what the freeze changed at db.example.com:5432/shop is put back, and
  new sessions are read only still, as they were before it.
  Left as it is, because somebody changed it since the freeze: the setting of
  everybody, batch.
`,
  );
});
