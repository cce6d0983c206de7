import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');
const line = [
  'invocation',
  'target',
  'classification',
  'policy',
  'backup',
  'verification',
  'rehearsal',
  'approval',
  'journal',
  'checklists',
  'action',
  'recovery',
  'duties',
  'vault',
  'routes',
];
const base = ['failures', 'canonical', 'published-file', 'cli', 'postgres', 'terminal', 'tripwire'];
/** Each third-party package and the one file or room that may import it. */
const doors: Record<string, string> = {
  chalk: 'terminal/',
  commander: 'permahub',
  cosmiconfig: 'policy/settings',
  dotenv: 'target/dotenv.ts',
  execa: 'approval/ssh-keygen.ts',
  'fs-native-extensions': 'postgres/native-lock.ts',
  'jsonc-parser': 'routes/',
  'libpg-query': 'classification/sql/parser.ts',
  listr2: 'terminal/',
  pg: 'postgres/connection.ts',
  'pg-connection-string': 'target/',
  prompts: 'approval/ask.ts',
  'simple-git': 'target/git',
  'smol-toml': 'target/config.ts',
  'tar-stream': 'vault/folder.ts',
  unbash: 'routes/hook/shell/parse.ts',
};
const pure = [
  /^invocation\//,
  /^target\/resolve/,
  /^classification\//,
  /^policy\/decide/,
  /^verification\/compare/,
  /^rehearsal\/diff/,
  /^approval\/(question|judge-signatures|request|request-times|request-names|allowed-signers|signature-blob)\.ts$/,
  /^journal\/(entry|applied|named)/,
  /^checklists\//,
  /^duties\//,
  /^backup\/(retain-plan|history|filter|purpose)/,
  /^terminal\/(sparkline|table)/,
  /^report\//,
  /^tripwire\/(names|binding|function-texts|install-sql|judge)\.ts$/,
  /^vault\/(sets|restic-failures)\.ts$/,
  /^routes\/(around|runner-stack|install\/(block|managers|package-script|plan|quote|rc-files|snippets|types|words|wrapper)|doctor\/(checks|judge|routes|words))\.ts$/,
  /^routes\/hook\/(agents|catalogue|shell)\//,
  /^routes\/hook\/(judge.*|json-text|settings-text|words)\.ts$/,
];

interface Import {
  readonly from: string;
  readonly what: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const text = (file: string) => readFileSync(join(src, file), 'utf8');

function importsOf(file: string): Import[] {
  const found: Import[] = [];
  for (const match of text(file).matchAll(
    /^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|^import\s+'([^']+)'/gms,
  )) {
    const what = match[2] ?? match[3] ?? match[4] ?? '';
    found.push({
      from: file,
      what: what.startsWith('.') ? relative(src, resolve(src, dirname(file), what)) : what,
      typeOnly: match[1] !== undefined,
    });
  }
  return found;
}
const all = files.flatMap(importsOf);
const room = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, ''));
const isInside = (what: string) => files.includes(what);

describe('the laws of the rooms', () => {
  test('a room takes only types from its left, values only from base rooms, and nothing from its right', () => {
    const broken = all
      .filter((i) => isInside(i.what) && line.includes(room(i.from)) && room(i.from) !== room(i.what))
      .filter((i) => !base.includes(room(i.what)))
      .filter(
        (i) => !(i.typeOnly && line.includes(room(i.what)) && line.indexOf(room(i.what)) < line.indexOf(room(i.from))),
      )
      .map((i) => `${i.from} imports ${i.what}`);
    expect(broken).toEqual([]);
  });

  test('base rooms import only base rooms', () => {
    const broken = all
      .filter((i) => isInside(i.what) && base.includes(room(i.from)) && !base.includes(room(i.what)))
      .map((i) => `${i.from} imports ${i.what}`);
    expect(broken).toEqual([]);
  });

  test('each third-party package has one door', () => {
    const broken = all
      .filter((i) => !isInside(i.what) && !/^(node:|\.\.)/.test(i.what) && !i.typeOnly)
      .filter((i) => i.what !== 'zod' && !(doors[i.what] && i.from.startsWith(doors[i.what] as string)))
      .map((i) => `${i.from} imports ${i.what}`);
    expect(broken).toEqual([]);
  });

  test('zod stays in the rooms that parse what people and files say', () => {
    const users = all.filter((i) => i.what === 'zod' && !i.typeOnly).map((i) => room(i.from));
    expect(
      [...new Set(users)].filter((name) => !['policy', 'backup', 'approval', 'journal', 'vault'].includes(name)),
    ).toEqual([]);
  });

  test('pure files know no file system, environment, clock or child process', () => {
    const impure =
      /node:(fs|child_process|os|net|tty|process)|process\.(env|cwd|std)|Date\.now|new Date\(\)|Math\.random/;
    const broken = files.filter((file) => pure.some((p) => p.test(file)) && impure.test(text(file)));
    expect(broken).toEqual([]);
  });

  test('there is no barrel and no catch-all room, and no file above 250 lines', () => {
    expect(files.filter((file) => /(^|\/)(index|utils?|helpers?|misc|common)(\.ts|\/)/.test(file))).toEqual([]);
    expect(
      files.map((file) => [file, text(file).split('\n').length] as const).filter(([, lines]) => lines > 251),
    ).toEqual([]);
  });

  test('the median file is well under 100 lines', () => {
    const lengths = files.map((file) => text(file).split('\n').length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
  });

  test('only the two entries end the process', () => {
    const enders = files.filter((file) => /process\.exit\(|process\.exitCode\s*=|process\.reallyExit/.test(text(file)));
    expect(enders.filter((file) => !['supabase.ts', 'permahub.ts', 'cli/end.ts', 'cli/run.ts'].includes(file))).toEqual(
      [],
    );
  });
});
