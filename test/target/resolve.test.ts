import { describe, expect, test } from 'vitest';
import type { Era } from '../../src/cli/types.ts';
import { targetFlags } from '../../src/commands/target.ts';
import { targetArgument } from '../../src/duties/target-argument.ts';
import type { DefaultTarget } from '../../src/target/choose.ts';
import { resolveTarget } from '../../src/target/resolve.ts';
import type { NamedEnvironments, Surroundings, Target } from '../../src/target/types.ts';
import { config, invocation, nobodyNamed, refA, refB, surroundings } from './fixtures.ts';

interface Row {
  readonly era: Era;
  readonly command?: string;
  readonly default?: DefaultTarget;
  readonly flags?: readonly string[];
  readonly operands?: readonly string[];
  readonly around?: Partial<Surroundings>;
  readonly named?: Partial<NamedEnvironments>;
  readonly is: Partial<Target>;
}

const linked = { linkedRef: refA };
const tcp = (tcpHost: string) => ({ docker: { from: 'DOCKER_HOST', tcpHost, elsewhere: null } });
const local = {
  kind: 'local',
  environment: 'local',
  label: 'local',
  key: 'local:shop',
  host: '127.0.0.1',
  port: 54322,
} as const;
const onA = { kind: 'linked', projectRef: refA, key: refA, label: refA, environment: 'production' } as const;
const refused = (problem: string): Partial<Target> => ({ kind: 'unknown', environment: 'production', problem });
const url = (text: string) => [`db-url=${text}`];
const remote = (text: string) => [`remote=${text}`];
const staging = (lists: Partial<NamedEnvironments['staging']>) => ({ staging: { ...nobodyNamed.staging, ...lists } });
const production = (lists: Partial<NamedEnvironments['production']>) => ({
  production: { ...nobodyNamed.production, ...lists },
});

function check(rows: Readonly<Record<string, Row>>): void {
  test.each(Object.entries(rows))('%s', (_name, row) => {
    const around = surroundings(row.around);
    const command = invocation(row.era, row.command ?? 'db push', row.flags ?? [], row.operands);
    const target = resolveTarget(
      command,
      around,
      { ...nobodyNamed, ...row.named },
      row.default ?? (row.era === 'v3' ? 'local' : 'linked'),
    );
    expect(target).toMatchObject({ problem: null, ...row.is });
  });
}

describe('defaults and flags of 3.x', () => {
  check({
    'local is the default of db push': {
      era: 'v3',
      is: { ...local, database: 'postgres', user: 'postgres', isLocalStack: true },
    },
    '--local says the same': { era: 'v3', flags: ['local'], is: local },
    'a command without a target has none': {
      era: 'v3',
      default: 'none',
      is: { kind: 'none', environment: 'none', key: 'none' },
    },
    'a bare --remote is the linked project': { era: 'v3', flags: ['remote'], around: linked, is: onA },
    '--linked is the linked project': { era: 'v3', flags: ['linked'], around: linked, is: onA },
    '--remote=true is the linked project': { era: 'v3', flags: remote('true'), around: linked, is: onA },
    '--remote=yes is the linked project': { era: 'v3', flags: remote('yes'), around: linked, is: onA },
    '--remote=on is the linked project': { era: 'v3', flags: remote('on'), around: linked, is: onA },
    '--remote=1 is the linked project': { era: 'v3', flags: remote('1'), around: linked, is: onA },
    '--remote=y is the linked project': { era: 'v3', flags: remote('y'), around: linked, is: onA },
    '--remote=TRUE is the linked project': { era: 'v3', flags: remote('TRUE'), around: linked, is: onA },
    '--remote=" True " is the linked project': { era: 'v3', flags: remote(' True '), around: linked, is: onA },
    '--remote=FALSE is refused': {
      era: 'v3',
      flags: remote('FALSE'),
      is: refused('--remote does not take FALSE; leave it out for the local database'),
    },
    'blanks around a ref do not count': { era: 'v3', flags: remote(` ${refB} `), is: { projectRef: refB } },
    'blanks around a --project-ref are refused': {
      era: 'v3',
      flags: [`project-ref= ${refB}`],
      is: refused('a remote is a project ref, a branch name or a postgresql:// URL'),
    },
    '--remote=12345 is a branch': {
      era: 'v3',
      flags: remote('12345'),
      around: linked,
      is: { kind: 'branch', label: '12345' },
    },
    '--remote=<ref> is that project': {
      era: 'v3',
      flags: remote(refB),
      is: { kind: 'linked', projectRef: refB, key: refB },
    },
    'another ref than the linked one is said': {
      era: 'v3',
      flags: remote(refB),
      around: linked,
      is: { projectRef: refB, notes: [`${refB} is not the linked project (${refA})`] },
    },
    '--remote=<branch> is a branch of the linked project': {
      era: 'v3',
      flags: remote('feat'),
      around: linked,
      is: { kind: 'branch', label: 'feat', key: `branch:${refA}/feat`, environment: 'production', host: null },
    },
    'a branch without a link is refused': {
      era: 'v3',
      flags: remote('feat'),
      is: refused('no project is linked (run `supabase link`, or set SUPABASE_PROJECT_ID)'),
    },
    '--remote=false is refused': {
      era: 'v3',
      flags: remote('false'),
      is: refused('--remote does not take false; leave it out for the local database'),
    },
    '--remote=off is refused': {
      era: 'v3',
      flags: remote('off'),
      is: refused('--remote does not take off; leave it out for the local database'),
    },
    '--remote= is refused': { era: 'v3', flags: ['remote='], is: refused('--remote= has no value') },
    'another scheme is refused': {
      era: 'v3',
      flags: remote('mysql://h/d'),
      is: refused('a remote is a project ref, a branch name or a postgresql:// URL'),
    },
    'a key=value text is refused': {
      era: 'v3',
      flags: remote('host=h dbname=d'),
      is: refused('a remote is a project ref, a branch name or a postgresql:// URL'),
    },
    'a URL without scheme is no branch': {
      era: 'v3',
      flags: remote('ann:pw@h'),
      is: refused('a remote is a project ref, a branch name or a postgresql:// URL'),
    },
    'a word behind a bare --remote is undecidable': {
      era: 'v3',
      command: 'db query',
      flags: ['remote'],
      operands: ['truncate'],
      around: linked,
      is: refused(
        'only the API can tell whether "truncate" after --remote is a branch; write --remote=truncate or put it first',
      ),
    },
    'a statement behind a bare --remote is an operand': {
      era: 'v3',
      command: 'db query',
      flags: ['remote'],
      operands: ['select 1'],
      around: linked,
      is: onA,
    },
    'a version behind a bare --remote is an operand': {
      era: 'v3',
      command: 'migration repair',
      flags: ['remote'],
      operands: ['20250101'],
      around: linked,
      is: onA,
    },
    'a path behind a bare --remote is an operand': {
      era: 'v3',
      command: 'test db',
      flags: ['remote'],
      operands: ['./t.sql'],
      around: linked,
      is: onA,
    },
    '--project-ref alone selects a remote': {
      era: 'v3',
      flags: [`project-ref=${refB}`],
      is: { kind: 'linked', projectRef: refB },
    },
    '--linked --project-ref selects that project': {
      era: 'v3',
      flags: ['linked', `project-ref=${refB}`],
      around: linked,
      is: { projectRef: refB },
    },
    '--remote --project-ref selects that project': {
      era: 'v3',
      flags: ['remote', `project-ref=${refB}`],
      around: linked,
      is: { projectRef: refB },
    },
    '--project-ref that is no ref is a branch': {
      era: 'v3',
      flags: ['project-ref=ABC'],
      around: linked,
      is: { kind: 'branch', label: 'ABC' },
    },
    '--project-ref with --local is refused': {
      era: 'v3',
      flags: ['local', `project-ref=${refB}`],
      is: refused('--project-ref and --local exclude each other'),
    },
    '--remote=<ref> with --project-ref is refused': {
      era: 'v3',
      flags: [`remote=${refA}`, `project-ref=${refB}`],
      is: refused('--project-ref and --remote exclude each other'),
    },
    '--remote with --local is refused': {
      era: 'v3',
      flags: ['remote', 'local'],
      is: refused('--remote and --local exclude each other'),
    },
    '--db-url with --linked is refused': {
      era: 'v3',
      flags: ['db-url=postgresql://h/d', 'linked'],
      is: refused('--db-url and --linked exclude each other'),
    },
    'a flag given twice is refused': {
      era: 'v3',
      flags: [`remote=${refA}`, `remote=${refA}`],
      is: refused('--remote is given more than once'),
    },
    '--linked=false is refused': {
      era: 'v3',
      flags: ['linked=false'],
      is: refused('--linked=false means different targets to different CLI versions; leave it out'),
    },
    '--local=false is refused': {
      era: 'v3',
      flags: ['local=false'],
      is: refused('--local=false means different targets to different CLI versions; leave it out'),
    },
    'a hosted command acts on the project': {
      era: 'v3',
      command: 'secrets unset',
      default: 'hosted',
      around: linked,
      is: { kind: 'project', projectRef: refA, key: refA, host: null, database: null },
    },
    'a hosted command takes --remote=<ref>': {
      era: 'v3',
      command: 'secrets unset',
      default: 'hosted',
      flags: remote(refB),
      is: { kind: 'project', projectRef: refB },
    },
    '--project-id is a ref on hosted commands': {
      era: 'v3',
      command: 'gen types',
      default: 'hosted',
      flags: [`project-id=${refB}`],
      is: { kind: 'project', projectRef: refB },
    },
    'an unknown version is refused': { era: 'unknown', is: refused('this version of the Supabase CLI is unknown') },
  });
});

describe('defaults and flags before 3.x', () => {
  check({
    'linked is the default of db push in 2.x': { era: 'v2', around: linked, is: onA },
    'linked is the default of db push before 2.100': { era: 'cobra', around: linked, is: onA },
    'local is the default of db reset': { era: 'v2', command: 'db reset', default: 'local', is: local },
    '--local turns db push local': { era: 'v2', flags: ['local'], around: linked, is: local },
    '--linked turns db reset remote': {
      era: 'v2',
      command: 'db reset',
      default: 'local',
      flags: ['linked'],
      around: linked,
      is: onA,
    },
    '--linked=false is refused, for it still means linked': {
      era: 'v2',
      flags: ['linked=false'],
      around: linked,
      is: refused('--linked=false means different targets to different CLI versions; leave it out'),
    },
    '--local and --linked exclude each other': {
      era: 'v2',
      flags: ['local', 'linked'],
      is: refused('--local and --linked exclude each other'),
    },
    '--local and --db-url exclude each other': {
      era: 'cobra',
      flags: ['local', 'db-url=postgresql://h/d'],
      is: refused('--local and --db-url exclude each other'),
    },
    '--db-url given twice is refused': {
      era: 'v2',
      flags: ['db-url=postgresql://h/d', 'db-url=postgresql://i/d'],
      is: refused('--db-url is given more than once'),
    },
    '--project-ref needs no --linked on db push': {
      era: 'v2',
      flags: [`project-ref=${refB}`],
      is: { kind: 'linked', projectRef: refB },
    },
    '--project-ref needs --linked on db reset': {
      era: 'v2',
      command: 'db reset',
      default: 'local',
      flags: [`project-ref=${refB}`],
      is: refused('--project-ref needs --linked'),
    },
    '--project-ref with --linked on db reset': {
      era: 'v2',
      command: 'db reset',
      default: 'local',
      flags: ['linked', `project-ref=${refB}`],
      is: { projectRef: refB },
    },
    '--project-ref that is no ref is refused': {
      era: 'v2',
      flags: ['project-ref=feat'],
      is: refused('--project-ref is not a project ref (20 lowercase letters)'),
    },
    '--remote is no flag of 2.x': {
      era: 'v2',
      flags: ['remote'],
      is: refused('--remote is not a flag of this CLI version'),
    },
    'nothing linked is refused': {
      era: 'v2',
      is: refused('no project is linked (run `supabase link`, or set SUPABASE_PROJECT_ID)'),
    },
  });
});

describe('the linked project', () => {
  const variable = (ref: string) => ({ ambient: { SUPABASE_PROJECT_ID: ref } });
  check({
    'SUPABASE_PROJECT_ID beats the link and is said': {
      era: 'v3',
      flags: ['remote'],
      around: { ...linked, ...variable(refB) },
      is: { projectRef: refB, notes: [`SUPABASE_PROJECT_ID names ${refB}; this folder is linked to ${refA}`] },
    },
    'SUPABASE_PROJECT_ID of a dotenv file is said with its file': {
      era: 'v2',
      around: { ...variable(refB), origins: { SUPABASE_PROJECT_ID: '.env.local' } },
      is: { projectRef: refB, notes: [`SUPABASE_PROJECT_ID (in .env.local) names ${refB}; this folder is not linked`] },
    },
    'SUPABASE_PROJECT_ID of supabase/.env does not move the ref in 3.x': {
      era: 'v3',
      flags: ['remote'],
      around: { ...linked, project: { SUPABASE_PROJECT_ID: refB } },
      is: { projectRef: refA },
    },
    'before 2.100 that is undecidable': {
      era: 'cobra',
      around: { ...linked, project: { SUPABASE_PROJECT_ID: refB }, origins: { SUPABASE_PROJECT_ID: 'supabase/.env' } },
      is: refused('SUPABASE_PROJECT_ID in supabase/.env names another project; this CLI version may read it'),
    },
    'a link that is no ref is refused': {
      era: 'v2',
      around: { linkedRef: 'ABC' },
      is: refused('supabase/.temp/project-ref does not hold a project ref (20 lowercase letters)'),
    },
    'a SUPABASE_PROJECT_ID that is no ref is refused': {
      era: 'v2',
      around: { ...linked, ...variable('shop') },
      is: refused('SUPABASE_PROJECT_ID does not hold a project ref (20 lowercase letters)'),
    },
    'its database is the direct host': {
      era: 'v3',
      flags: ['remote'],
      around: linked,
      is: { host: `db.${refA}.supabase.co`, port: 5432, database: 'postgres', user: 'postgres' },
    },
    'a built-in profile moves the host and is said': {
      era: 'v3',
      flags: ['remote'],
      around: { ...linked, profile: 'snap' },
      is: {
        host: `db.${refA}.snapcloud.dev`,
        notes: ['profile snap changes which API and which databases are reached'],
      },
    },
    'another profile is refused': {
      era: 'v3',
      flags: ['remote'],
      around: { ...linked, profile: './my.yaml' },
      is: refused('profile ./my.yaml is not built into the CLI: the guard does not know its databases'),
    },
    'stack mode is refused': {
      era: 'v3',
      flags: ['remote'],
      around: { ...linked, stackMode: true },
      is: refused('the experimental stack mode keeps its link where the guard does not look'),
    },
    'a configuration override is said': {
      era: 'v3',
      flags: ['remote'],
      around: { ...linked, config: config({ remotes: [{ name: 'live', projectRef: refA }] }) },
      is: { notes: ["[remotes.live] of the project's configuration applies"] },
    },
  });
});

describe('the local stack', () => {
  check({
    'its port is that of the configuration': {
      era: 'v3',
      around: { config: config({ port: 54422 }) },
      is: { ...local, port: 54422 },
    },
    'SUPABASE_DB_PORT beats the configuration and is said': {
      era: 'v2',
      flags: ['local'],
      around: { config: config({ port: 54422 }), ambient: { SUPABASE_DB_PORT: '6001' } },
      is: { ...local, port: 6001, notes: ['SUPABASE_DB_PORT puts the local database on port 6001'] },
    },
    'SUPABASE_DB_PORT of supabase/.env counts too': {
      era: 'v3',
      around: { project: { SUPABASE_DB_PORT: '6002' }, origins: { SUPABASE_DB_PORT: 'supabase/.env' } },
      is: { port: 6002, notes: ['SUPABASE_DB_PORT (in supabase/.env) puts the local database on port 6002'] },
    },
    'a SUPABASE_DB_PORT that is no port is refused': {
      era: 'v3',
      around: { ambient: { SUPABASE_DB_PORT: 'x' } },
      is: refused('SUPABASE_DB_PORT or SUPABASE_DB_SHADOW_PORT is not a port'),
    },
    'without a configuration the folder names the project': {
      era: 'v3',
      around: { config: null, projectFolder: null, workdir: '/home/ann/my shop' },
      is: { ...local, key: 'local:my_shop', projectId: 'my_shop', projectFolder: null },
    },
    'SUPABASE_PROJECT_ID renames the containers': {
      era: 'v3',
      around: { ambient: { SUPABASE_PROJECT_ID: refB } },
      is: {
        key: `local:${refB}`,
        projectId: refB,
        notes: [`SUPABASE_PROJECT_ID makes local the containers of ${refB}, not of shop`],
      },
    },
    'SUPABASE_PROJECT_ID of supabase/.env renames them too': {
      era: 'v2',
      flags: ['local'],
      around: { project: { SUPABASE_PROJECT_ID: 'x' }, origins: { SUPABASE_PROJECT_ID: 'supabase/.env' } },
      is: {
        projectId: 'x',
        notes: ['SUPABASE_PROJECT_ID (in supabase/.env) makes local the containers of x, not of shop'],
      },
    },
    'DOCKER_HOST makes local another machine: production': {
      era: 'v3',
      around: tcp('10.9.9.9'),
      is: {
        kind: 'local',
        environment: 'production',
        host: '10.9.9.9',
        label: 'local on 10.9.9.9',
        key: 'local:shop@10.9.9.9',
        isLocalStack: true,
        notes: ['DOCKER_HOST points local to 10.9.9.9'],
      },
    },
    'another machine named as staging is staging': {
      era: 'v3',
      around: tcp('10.9.9.9'),
      named: staging({ hosts: ['10.9.9.9:54322'] }),
      is: { environment: 'staging' },
    },
    'DOCKER_HOST on this machine is local': { era: 'v3', around: tcp('127.0.0.1'), is: local },
    'DOCKER_HOST by the name of this machine is local': {
      era: 'v2',
      flags: ['local'],
      around: tcp('desk'),
      is: { ...local, host: 'desk' },
    },
    'the host of a container is this machine': {
      era: 'v3',
      around: { ambient: { SUPABASE_SERVICES_HOSTNAME: 'host.docker.internal' } },
      is: { ...local, host: 'host.docker.internal' },
    },
    'an engine by ssh is refused, for the CLI connects to this machine': {
      era: 'v3',
      around: { docker: { from: 'DOCKER_HOST', tcpHost: null, elsewhere: 'big' } },
      is: {
        ...refused("the local stack's containers and its database are on different machines (big and 127.0.0.1)"),
        notes: ['DOCKER_HOST points local to big'],
      },
    },
    'a host name away from the engine is refused': {
      era: 'v3',
      around: { ambient: { SUPABASE_SERVICES_HOSTNAME: '10.1.1.1' } },
      is: {
        ...refused("the local stack's containers and its database are on different machines (this one and 10.1.1.1)"),
        notes: ['SUPABASE_SERVICES_HOSTNAME points local to 10.1.1.1'],
      },
    },
    'in 2.x supabase/.env does not move the host': {
      era: 'v2',
      flags: ['local'],
      around: { project: { SUPABASE_SERVICES_HOSTNAME: '127.0.0.9' } },
      is: local,
    },
    'in 3.x it does': {
      era: 'v3',
      around: { project: { SUPABASE_SERVICES_HOSTNAME: '127.0.0.9' } },
      is: { ...local, host: '127.0.0.9' },
    },
    'local named as production is production': {
      era: 'v3',
      named: production({ hosts: ['localhost:54322'] }),
      is: { kind: 'local', environment: 'production' },
    },
    'stack mode is refused': {
      era: 'v3',
      around: { stackMode: true },
      is: refused('the experimental stack mode keeps the local database where the guard does not look'),
    },
    'stop --project-id of the same project is local': {
      era: 'v3',
      command: 'stop',
      flags: ['project-id=shop'],
      is: local,
    },
    'stop --project-id of another project is that one, and its port is for the engine to tell': {
      era: 'v2',
      command: 'stop',
      default: 'local',
      flags: ['project-id=zoo'],
      is: {
        ...local,
        label: 'local project zoo',
        port: null,
        projectId: 'zoo',
        key: 'local:zoo',
        notes: ['--project-id names zoo, and this folder is shop'],
      },
    },
    'stop --project-id on another machine’s engine is production': {
      era: 'v3',
      command: 'stop',
      flags: ['project-id=zoo'],
      around: { docker: { from: 'DOCKER_HOST', tcpHost: '10.9.9.9', elsewhere: null } },
      is: { environment: 'production', key: 'local:zoo@10.9.9.9', projectId: 'zoo', port: null },
    },
    'stop --all says what it reaches': {
      era: 'v3',
      command: 'stop',
      flags: ['all'],
      is: { ...local, notes: ['--all reaches every Supabase project on this machine'] },
    },
    'stop --all --no-backup is about this folder’s project first': {
      era: 'v3',
      command: 'stop',
      flags: ['all', 'no-backup'],
      is: { ...local, notes: ['--all reaches every Supabase project on this machine'] },
    },
    'what could not be read is refused': {
      era: 'v3',
      around: { faults: ['supabase/config.toml cannot be parsed'] },
      is: refused('supabase/config.toml cannot be parsed'),
    },
    'two folders by --workdir are refused': {
      era: 'v3',
      flags: ['workdir=/a', 'workdir=/b'],
      is: refused('--workdir is given more than once'),
    },
    'the same folder twice is one': { era: 'v3', flags: ['workdir=/shop', 'workdir=/shop'], is: local },
  });
});

describe('a URL that reaches the local stack', () => {
  const reaches = (place: string) =>
    ({
      kind: 'url',
      environment: 'local',
      isLocalStack: true,
      key: 'local:shop',
      projectId: 'shop',
      notes: [`${place} reaches the local stack, though the CLI treats it as a remote database`],
    }) as const;
  const taken = (place: string) =>
    ({
      kind: 'url',
      environment: 'local',
      isLocalStack: true,
      key: 'local:shop',
      notes: [`${place} is the local stack, whatever database the URL names`],
    }) as const;
  check({
    '127.0.0.1 is local in 3.x': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.0.0.1:54322/postgres'),
      is: { ...taken('127.0.0.1:54322'), label: '127.0.0.1:54322/postgres' },
    },
    '127.0.0.1 is local in 2.x': {
      era: 'v2',
      flags: url('postgresql://postgres@127.0.0.1:54322/postgres'),
      is: taken('127.0.0.1:54322'),
    },
    'localhost is local in 3.x': {
      era: 'v3',
      flags: remote('postgresql://postgres@localhost:54322/postgres'),
      is: taken('localhost:54322'),
    },
    'localhost is remote to 2.x, and still the local stack': {
      era: 'v2',
      flags: url('postgresql://postgres@localhost:54322/postgres'),
      is: reaches('localhost:54322'),
    },
    '::1 is local in 3.x': {
      era: 'v3',
      flags: remote('postgresql://postgres@[::1]:54322/postgres'),
      is: taken('[::1]:54322'),
    },
    '::1 is remote to 2.x, and still the local stack': {
      era: 'v2',
      flags: url('postgresql://postgres@[::1]:54322/postgres'),
      is: reaches('[::1]:54322'),
    },
    'LOCALHOST is remote to 3.x, and still the local stack': {
      era: 'v3',
      flags: remote('postgresql://postgres@LOCALHOST:54322/postgres'),
      is: reaches('LOCALHOST:54322'),
    },
    '127.1 is the local stack': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.1:54322/postgres'),
      is: reaches('127.1:54322'),
    },
    '2130706433 is the local stack': {
      era: 'v3',
      flags: remote('postgresql://postgres@2130706433:54322/postgres'),
      is: reaches('2130706433:54322'),
    },
    '0x7f.1 is the local stack': {
      era: 'v2',
      flags: url('postgresql://postgres@0x7f.1:54322/postgres'),
      is: reaches('0x7f.1:54322'),
    },
    '0.0.0.0 is the local stack': {
      era: 'v2',
      flags: url('postgresql://postgres@0.0.0.0:54322/postgres'),
      is: reaches('0.0.0.0:54322'),
    },
    '[::ffff:127.0.0.1] is the local stack': {
      era: 'v3',
      flags: remote('postgresql://postgres@[::ffff:127.0.0.1]:54322/postgres'),
      is: { isLocalStack: true, environment: 'local' },
    },
    'localhost. is the local stack': {
      era: 'v3',
      flags: remote('postgresql://postgres@localhost.:54322/postgres'),
      is: reaches('localhost.:54322'),
    },
    'a name under .localhost is the local stack': {
      era: 'v3',
      flags: remote('postgresql://postgres@db.localhost:54322/postgres'),
      is: reaches('db.localhost:54322'),
    },
    'the name of this machine is the local stack': {
      era: 'v3',
      flags: remote('postgresql://postgres@desk:54322/postgres'),
      is: reaches('desk:54322'),
    },
    'an address of this machine is the local stack': {
      era: 'v3',
      flags: remote('postgresql://postgres@192.168.7.7:54322/postgres'),
      is: reaches('192.168.7.7:54322'),
    },
    '?port= makes it local': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.0.0.1/postgres?port=54322'),
      is: { ...taken('127.0.0.1:54322'), port: 54322 },
    },
    '?host= makes it local': {
      era: 'v2',
      flags: url('postgresql://postgres@prod:54322/postgres?host=127.0.0.1'),
      is: taken('127.0.0.1:54322'),
    },
    'PGPORT makes it local': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.0.0.1/postgres'),
      around: { ambient: { PGPORT: '54322' } },
      is: taken('127.0.0.1:54322'),
    },
    'the configured port counts, not 54322': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.0.0.1:54422/postgres'),
      around: { config: config({ port: 54422 }) },
      is: taken('127.0.0.1:54422'),
    },
    '54322 is remote where the port is another': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.0.0.1:54322/postgres'),
      around: { config: config({ port: 54422 }) },
      is: { environment: 'production', isLocalStack: false, key: '127.0.0.1:54322/postgres', projectId: null },
    },
    'another database of it has its own key': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.0.0.1:54322/otherdb'),
      is: { isLocalStack: true, key: 'local:shop/otherdb', database: 'otherdb' },
    },
    'a reset of another database of it is refused: it replaces the volume': {
      era: 'v3',
      command: 'db reset',
      flags: remote('postgresql://postgres@127.0.0.1:54322/otherdb'),
      is: refused(
        '127.0.0.1:54322 is the local stack: a reset would replace its whole volume, database postgres and every other one included, not only otherdb. To start otherdb anew: `supabase db query` with DROP DATABASE and CREATE DATABASE on 127.0.0.1:54322/postgres',
      ),
    },
    'in 2.x localhost names only that database': {
      era: 'v2',
      command: 'db reset',
      default: 'local',
      flags: url('postgresql://postgres@localhost:54322/otherdb'),
      is: { isLocalStack: true, key: 'local:shop/otherdb' },
    },
    'the shadow port is refused: the CLI takes it for local': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.0.0.1:54320/postgres'),
      is: refused(
        "127.0.0.1:54320 is the shadow database's port: the CLI would take it for the local stack on port 54322",
      ),
    },
    'the shadow port under a name the CLI does not take is remote': {
      era: 'v2',
      flags: url('postgresql://postgres@localhost:54320/postgres'),
      is: { environment: 'production', isLocalStack: false },
    },
    'a DOCKER_HOST elsewhere makes 127.0.0.1 remote': {
      era: 'v3',
      flags: remote('postgresql://postgres@127.0.0.1:54322/postgres'),
      around: tcp('10.9.9.9'),
      is: { environment: 'production', isLocalStack: false },
    },
    'and its own host the local stack, in production': {
      era: 'v2',
      flags: url('postgresql://postgres@10.9.9.9:54322/postgres'),
      around: tcp('10.9.9.9'),
      is: { environment: 'production', isLocalStack: true, key: 'local:shop@10.9.9.9' },
    },
    'in 3.x several hosts are never the local path': {
      era: 'v3',
      flags: remote('postgresql://p@127.0.0.1:54322,prod:5432/postgres'),
      is: {
        isLocalStack: true,
        notes: [
          'the URL names 2 hosts; the CLI goes on to the next where one does not answer',
          '127.0.0.1:54322 reaches the local stack, though the CLI treats it as a remote database',
        ],
      },
    },
    'a tunnel named as production is production': {
      era: 'v3',
      flags: remote('postgresql://postgres@localhost:54322/postgres'),
      named: production({ hosts: ['127.0.0.1:54322'] }),
      is: { environment: 'production' },
    },
  });
});

describe('a URL of a remote database', () => {
  const pooler = 'aws-0-eu-west-1.pooler.supabase.com';
  check({
    'an unnamed one is production': {
      era: 'v3',
      flags: remote('postgresql://ann@db.example.com:5433/app'),
      is: {
        kind: 'url',
        environment: 'production',
        label: 'db.example.com:5433/app',
        key: 'db.example.com:5433/app',
        host: 'db.example.com',
        port: 5433,
        database: 'app',
        user: 'ann',
        projectRef: null,
      },
    },
    'the key has one spelling': {
      era: 'v3',
      flags: remote('postgresql://ann@DB.Example.com.:5433/app'),
      is: { key: 'db.example.com:5433/app' },
    },
    'host and port named as staging is staging': {
      era: 'v3',
      flags: remote('postgresql://ann@db.example.com:5433/app'),
      named: staging({ hosts: ['db.example.com:5433'] }),
      is: { environment: 'staging' },
    },
    'a host named without port is staging on every port': {
      era: 'v2',
      flags: url('postgresql://ann@DB.example.com:5433/app'),
      named: staging({ hosts: ['db.example.com'] }),
      is: { environment: 'staging' },
    },
    'another port is not staging': {
      era: 'v3',
      flags: remote('postgresql://ann@db.example.com:5434/app'),
      named: staging({ hosts: ['db.example.com:5433'] }),
      is: { environment: 'production' },
    },
    'named in both is production': {
      era: 'v3',
      flags: remote('postgresql://ann@db.example.com/app'),
      named: { ...staging({ hosts: ['db.example.com'] }), ...production({ hosts: ['db.example.com:5432'] }) },
      is: { environment: 'production' },
    },
    'a local server of one own is staging when named': {
      era: 'v3',
      flags: remote('postgresql://ann@127.0.0.1:5433/app'),
      named: staging({ hosts: ['127.0.0.1:5433'] }),
      is: { environment: 'staging' },
    },
    'staging needs the same spelling': {
      era: 'v3',
      flags: remote('postgresql://ann@127.0.0.2:5433/app'),
      named: staging({ hosts: ['localhost:5433'] }),
      is: { environment: 'production' },
    },
    'a direct host gives the project': {
      era: 'v3',
      flags: remote(`postgresql://postgres@db.${refA}.supabase.co:5432/postgres`),
      is: { projectRef: refA, key: refA, environment: 'production' },
    },
    'a pooler user gives the project': {
      era: 'v3',
      flags: remote(`postgresql://postgres.${refA}@${pooler}:5432/postgres`),
      named: staging({ projectRefs: [refA] }),
      is: { projectRef: refA, key: refA, environment: 'staging' },
    },
    "a pooler's options give the project": {
      era: 'v2',
      flags: url(`postgresql://postgres@${pooler}:5432/postgres?options=reference%3D${refA}`),
      is: { projectRef: refA },
    },
    'a pooler named as staging says nothing about a project': {
      era: 'v3',
      flags: remote(`postgresql://postgres.${refA}@${pooler}:5432/postgres`),
      named: staging({ hosts: [pooler] }),
      is: { environment: 'production' },
    },
    'a pooler named as production does': {
      era: 'v3',
      flags: remote(`postgresql://postgres.${refA}@${pooler}:5432/postgres`),
      named: { ...staging({ projectRefs: [refA] }), ...production({ hosts: [pooler] }) },
      is: { environment: 'production' },
    },
    'another database of a project has its own key': {
      era: 'v3',
      flags: remote(`postgresql://postgres@db.${refA}.supabase.co/other`),
      is: { key: `${refA}/other` },
    },
    'the user of a foreign host is no project': {
      era: 'v3',
      flags: remote(`postgresql://postgres.${refA}@evil.example.com/postgres`),
      named: staging({ projectRefs: [refA] }),
      is: { projectRef: null, environment: 'production' },
    },
    'the transaction pooler resolves': {
      era: 'v3',
      flags: remote(`postgresql://postgres.${refA}@${pooler}:6543/postgres`),
      is: { port: 6543, projectRef: refA },
    },
    'PGHOST fills an empty host': {
      era: 'v3',
      flags: remote('postgresql:///db'),
      around: { ambient: { PGHOST: '127.0.0.7' } },
      is: { host: '127.0.0.7', port: 5432, database: 'db', user: 'ann' },
    },
    'PGHOST of supabase/.env does as well': {
      era: 'v2',
      flags: url('postgresql:///db'),
      around: { project: { PGHOST: '127.0.0.7' } },
      is: { host: '127.0.0.7' },
    },
    'PGHOST does not beat a host in the URL': {
      era: 'v3',
      flags: remote('postgresql://ann@h/db'),
      around: { ambient: { PGHOST: 'other', PGUSER: 'eve' } },
      is: { host: 'h', user: 'ann' },
    },
    'PGUSER and PGDATABASE fill gaps': {
      era: 'v3',
      flags: remote('postgresql://h'),
      around: { ambient: { PGUSER: 'eve', PGDATABASE: 'pdb' } },
      is: { user: 'eve', database: 'pdb' },
    },
    'the user names the database last': { era: 'v3', flags: remote('postgresql://ann@h'), is: { database: 'ann' } },
    'no host at all is the socket folder': {
      era: 'v2',
      flags: url('postgresql:///db'),
      is: { host: '/var/run/postgresql', label: '/var/run/postgresql:5432/db', environment: 'production' },
    },
    '?host= beats the authority': {
      era: 'v3',
      flags: remote('postgresql://ann@staging.example.com/db?host=prod.example.com'),
      named: staging({ hosts: ['staging.example.com'] }),
      is: { host: 'prod.example.com', environment: 'production' },
    },
    '?dbname= beats the path': {
      era: 'v3',
      flags: remote('postgresql://ann@h/db?dbname=other'),
      is: { database: 'other' },
    },
    'the first of several hosts counts, and it is said': {
      era: 'v2',
      flags: url('postgresql://ann@a:1,b:2/db'),
      is: {
        host: 'a',
        port: 1,
        notes: ['the URL names 2 hosts; the CLI goes on to the next where one does not answer'],
      },
    },
    'POSTGRESQL:// works in 3.x': { era: 'v3', flags: remote('POSTGRESQL://ann@h/db'), is: { host: 'h' } },
    'POSTGRESQL:// is refused in 2.x': {
      era: 'v2',
      flags: url('POSTGRESQL://ann@h/db'),
      is: refused('this CLI version reads only a lower-case postgresql:// scheme'),
    },
    'postgres:// works': { era: 'v2', flags: url('postgres://ann@h/db'), is: { host: 'h' } },
    'a key=value connection text is refused': {
      era: 'v2',
      flags: url('host=h dbname=d'),
      is: refused('only postgresql:// URLs are understood as a target'),
    },
    'an empty URL is refused': { era: 'v2', flags: ['db-url='], is: refused('the connection URL is empty') },
    'a service is refused': {
      era: 'v3',
      flags: remote('postgresql:///db?service=x'),
      is: refused('a connection service (service= or PGSERVICE) decides the target; name host and port in the URL'),
    },
    'PGSERVICE is refused': {
      era: 'v2',
      flags: url('postgresql://h/db'),
      around: { ambient: { PGSERVICE: 'x' } },
      is: refused('a connection service (service= or PGSERVICE) decides the target; name host and port in the URL'),
    },
    'hostaddr is refused': {
      era: 'v3',
      flags: remote('postgresql://h/db?hostaddr=10.0.0.1'),
      is: refused('hostaddr in a connection URL is read differently by every program'),
    },
    'an unencoded / in a password is refused': {
      era: 'v3',
      flags: remote('postgresql://ann:a/b@h/db'),
      is: refused('the connection URL is ambiguous: percent-encode @, /, ? and # in user name and password'),
    },
    'an unencoded # in a password is refused': {
      era: 'v3',
      flags: remote('postgresql://ann:a#b@h/db'),
      is: refused('the connection URL is ambiguous: percent-encode @, /, ? and # in user name and password'),
    },
    'a port beyond 65535 is refused': {
      era: 'v3',
      flags: remote('postgresql://ann@h:70000/db'),
      is: refused('the connection URL cannot be read; write postgresql://user@host:5432/database'),
    },
    'an empty ?port= is refused': {
      era: 'v3',
      flags: remote('postgresql://ann@h/db?port='),
      is: refused('the connection URL cannot be read; write postgresql://user@host:5432/database'),
    },
    'broken percent-encoding is refused': {
      era: 'v3',
      flags: remote('postgresql://ann:%zz@h/db'),
      is: refused('the connection URL cannot be read; write postgresql://user@host:5432/database'),
    },
    'a URL in place of --linked ignores the link': {
      era: 'v2',
      flags: url('postgresql://ann@h/db'),
      around: linked,
      is: { kind: 'url', projectRef: null },
    },
  });
});

describe('what the settings name', () => {
  check({
    'a named ref is staging': {
      era: 'v3',
      flags: ['remote'],
      around: linked,
      named: staging({ projectRefs: [refA] }),
      is: { environment: 'staging' },
    },
    'a named branch is staging': {
      era: 'v3',
      flags: remote('feat'),
      around: linked,
      named: staging({ branches: ['feat'] }),
      is: { environment: 'staging' },
    },
    'another branch is production': {
      era: 'v3',
      flags: remote('main'),
      around: linked,
      named: staging({ branches: ['feat'] }),
      is: { environment: 'production' },
    },
    'a branch in both is production': {
      era: 'v3',
      flags: remote('feat'),
      around: linked,
      named: { ...staging({ branches: ['feat'] }), ...production({ branches: ['feat'] }) },
      is: { environment: 'production' },
    },
    'the direct host of a ref counts': {
      era: 'v3',
      flags: ['remote'],
      around: linked,
      named: staging({ hosts: [`db.${refA}.supabase.co`] }),
      is: { environment: 'staging' },
    },
    'a ref in both is production': {
      era: 'v2',
      around: linked,
      named: { ...staging({ projectRefs: [refA] }), ...production({ projectRefs: [refA] }) },
      is: { environment: 'production' },
    },
    'hosted commands go by the ref': {
      era: 'v3',
      command: 'secrets set',
      default: 'hosted',
      around: linked,
      named: staging({ projectRefs: [refA] }),
      is: { kind: 'project', environment: 'staging' },
    },
  });
});

test.each(['postgres', 'otherdb'])(
  'what an undo names an earlier run on the local stack by finds database %s again',
  (database) => {
    const around = surroundings();
    const at = resolveTarget(
      invocation('v3', 'db push', [`remote=postgresql://postgres@127.0.0.1:54322/${database}`]),
      around,
      nobodyNamed,
      'local',
    );
    const was = { ...at, host: '127.0.0.1', port: 54322, database, user: 'postgres' };
    const words = targetArgument(was);
    const again = resolveTarget(
      { ...invocation('v3', 'db push', []), flags: targetFlags(words) },
      around,
      nobodyNamed,
      'local',
    );
    expect(again.key).toBe(at.key);
  },
);
