import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { knownHere } from '../../../src/commands/hook-known.ts';
import { judge } from '../../../src/routes/hook/judge.ts';
import { realClis } from '../../guard/sandbox.ts';

/** A project as agents find it: scripts, a Makefile, migrations, backups. */
export function writeProject(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'permahub-hook-'));
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write('.permahubrc.json', JSON.stringify({ cli: realClis['3.1.0'] }));
  write('supabase/config.toml', 'project_id = "shop"\n[db]\nport = 54322\n');
  write('supabase/migrations/20251114143022_more.sql', 'alter table users add column phone text;\n');
  write('other/supabase/config.toml', 'project_id = "other"\n[db]\nport = 54422\n');
  write('other/.permahubrc.json', JSON.stringify({ cli: realClis['3.1.0'] }));
  write('other/supabase/migrations/20251114143022_drop.sql', 'drop table users;\n');
  write('backups/database/backup_20251114_143022_full.sql', 'select 1;\n');
  write('sql/drop.sql', 'drop table users;\n');
  write('sql/read.sql', 'select count(*) from users;\n');
  write('sql/bad.sql', 'selekt 1;\n');
  write('scripts/reset.sh', '#!/bin/sh\nset -e\nsupabase db reset\n');
  write('scripts/build.sh', '#!/bin/sh\n"$TOOL" "$@"\n');
  write('scripts/status.sh', '#!/bin/sh\nsupabase status\n');
  write('scripts/any.sh', '#!/bin/sh\nsupabase "$@"\n');
  write('scripts/wipe.py', 'import subprocess\nsubprocess.run(["supabase", "db", "reset"])\n');
  write('scripts/sum.py', 'print(1 + 1)\n');
  chmodSync(join(folder, 'scripts/reset.sh'), 0o755);
  write(
    'package.json',
    JSON.stringify({
      scripts: {
        reset: 'supabase db reset',
        'db:wipe': 'npm run reset -- --no-seed',
        dev: 'vite --host',
        prebuild: 'psql -c "truncate users"',
        build: 'tsc',
        test: 'vitest run',
        loop: 'npm run loop',
        types: 'supabase gen types typescript --local',
      },
    }),
  );
  write(
    'Makefile',
    'CLI = npx supabase\n.PHONY: reset all\nall: lint\n\techo done\nlint:\n\techo lint\nreset: lint\n\t@$(CLI) db reset\nstatus:\n\tsupabase status\nany:\n\t$(UNKNOWN) db reset\n',
  );
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** "deny", "ask" or "none" for a command in a folder, by the real disk, settings, CLI and linter. */
export async function verdictOn(command: string, folder: string): Promise<'deny' | 'ask' | 'none'> {
  const [first] = await judge({ kind: 'shell', command, folder }, knownHere());
  return first?.verdict ?? 'none';
}
