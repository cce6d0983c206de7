/** A program that runs its arguments: how its own words end and theirs begin. */
export interface Wrapper {
  /** Options that take the next word as their value. */
  readonly valued?: readonly string[];
  /** Options whose value is a shell text. */
  readonly text?: readonly string[];
  /** Words before the command: a duration, a user. */
  readonly operands?: number;
  /** The first of these words, where the program has several verbs: `bundle exec`, not `bundle install`. */
  readonly verbs?: readonly string[];
  /** NAME=VALUE may stand before the command. */
  readonly assigns?: true;
  /** The words are joined into one shell text. */
  readonly joins?: true;
  /** Each word is a shell text. */
  readonly texts?: true;
  /** It runs somewhere else: what it means there is not known here. */
  readonly elsewhere?: true;
  /** Words nobody can know are added behind. */
  readonly appends?: true;
}

const users = [
  '-u',
  '--user',
  '-g',
  '--group',
  '-h',
  '--host',
  '-p',
  '--prompt',
  '-C',
  '-D',
  '--chdir',
  '-r',
  '-t',
  '-T',
  '-U',
];

/** By the program's name. */
export const wrappers: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: users, assigns: true },
  doas: { valued: ['-u', '-C'] },
  gosu: { operands: 1 },
  'su-exec': { operands: 1 },
  runuser: { valued: ['-u', '--user', '-g', '-G'], text: ['-c', '--command'] },
  su: { valued: ['-g', '-G', '-s', '--shell'], text: ['-c', '--command'], operands: 9 },
  nohup: {},
  setsid: {},
  time: { valued: ['-f', '--format', '-o', '--output'] },
  gtime: { valued: ['-f', '-o'] },
  timeout: { valued: ['-s', '--signal', '-k', '--kill-after'], operands: 1 },
  gtimeout: { valued: ['-s', '--signal', '-k', '--kill-after'], operands: 1 },
  nice: { valued: ['-n', '--adjustment'] },
  ionice: { valued: ['-c', '--class', '-n', '--classdata'] },
  chrt: { operands: 1 },
  taskset: { operands: 1 },
  stdbuf: { valued: ['-i', '-o', '-e', '--input', '--output', '--error'] },
  unbuffer: {},
  chronic: {},
  caffeinate: { valued: ['-t', '-w'] },
  strace: { valued: ['-e', '-o', '-s', '-E', '-u', '-a', '-O', '-P'] },
  ltrace: { valued: ['-e', '-o', '-s', '-u'] },
  faketime: { operands: 1, valued: ['-f'] },
  chroot: { operands: 1 },
  unshare: {},
  firejail: {},
  'systemd-run': { valued: ['-p', '--property', '--unit', '-u', '-E', '--setenv', '--uid', '--gid'] },
  flock: { valued: ['-w', '--timeout', '-E'], text: ['-c', '--command'], operands: 1 },
  script: { valued: ['-E', '-I', '-O', '-B', '-T', '-m', '-o'], text: ['-c', '--command'], operands: 9 },
  watch: { valued: ['-n', '--interval', '-s', '--shotsdir'], joins: true },
  entr: {},
  parallel: {
    valued: [
      '-j',
      '--jobs',
      '-a',
      '--arg-file',
      '-n',
      '-N',
      '-I',
      '--colsep',
      '-d',
      '--delimiter',
      '-P',
      '-S',
      '--joblog',
    ],
    joins: true,
    appends: true,
  },
  ssh: {
    valued: [
      '-b',
      '-c',
      '-D',
      '-E',
      '-e',
      '-F',
      '-I',
      '-i',
      '-J',
      '-L',
      '-l',
      '-m',
      '-O',
      '-o',
      '-p',
      '-Q',
      '-R',
      '-S',
      '-W',
      '-w',
    ],
    operands: 1,
    joins: true,
    elsewhere: true,
  },
  dotenv: { valued: ['-e', '-f', '-v', '-p'] },
  'dotenv-cli': { valued: ['-e', '-v', '-p', '-c'] },
  dotenvx: { verbs: ['run'], valued: ['-f', '--env-file', '-e', '--env'] },
  doppler: { verbs: ['run'], valued: ['-p', '--project', '-c', '--config', '-t', '--token'], text: ['--command'] },
  op: { verbs: ['run'], valued: ['--env-file', '--account'] },
  infisical: { verbs: ['run'], valued: ['--env', '--path', '--token', '--projectId'], text: ['--command', '-c'] },
  direnv: { verbs: ['exec'], operands: 1 },
  mise: { verbs: ['exec', 'x'], valued: ['-C', '--cd', '-E', '--env'], text: ['-c', '--command'] },
  asdf: { verbs: ['exec'] },
  poetry: { verbs: ['run'] },
  pipenv: { verbs: ['run'] },
  uv: { verbs: ['run'], valued: ['--with', '--env-file', '-p', '--python', '--project', '--directory'] },
  bundle: { verbs: ['exec'] },
  'cross-env': { assigns: true },
  'cross-env-shell': { assigns: true, joins: true },
  concurrently: { valued: ['-n', '--names', '-c', '--prefix-colors', '-p', '--prefix'], texts: true },
  'nix-shell': { text: ['--run', '--command'], valued: ['-p', '-A'], operands: 9 },
  kubectl: {
    verbs: ['exec'],
    valued: ['-n', '--namespace', '-c', '--container', '--context'],
    operands: 1,
    elsewhere: true,
  },
  heroku: { verbs: ['run'], valued: ['-a', '--app'], elsewhere: true },
};

/** `docker exec`, `docker compose run` and the like: the words between them and the command. */
export const containerOptions = [
  '-e',
  '--env',
  '--env-file',
  '-u',
  '--user',
  '-w',
  '--workdir',
  '-v',
  '--volume',
  '-p',
  '--publish',
  '--name',
  '--network',
  '--mount',
  '--entrypoint',
  '--index',
  '-l',
  '--label',
  '--platform',
  '-h',
  '--hostname',
  '--add-host',
  '-m',
  '--memory',
  '--cpus',
  '--shm-size',
  '--detach-keys',
] as const;

/** Programs that never run their arguments: naming us there means nothing. */
export const inert: ReadonlySet<string> = new Set(
  (
    'echo printf cat tac less more head tail grep egrep fgrep rg ag ack ls tree file stat wc sort uniq diff cmp cut tr jq yq ' +
    'man whatis apropos which type whereis hash help git gh hub glab svn hg brew apt apt-get apt-cache aptitude dnf yum apk pacman ' +
    'pip pip3 pipx cargo go gem mkdir touch rmdir cp mv rm ln chmod chown code vim nvim vi nano emacs open xdg-open sed awk gawk ' +
    'test [ true false : sleep kill pkill pgrep ps top curl wget date pwd basename dirname realpath readlink tee tar zip unzip ' +
    'gzip gunzip column fold nl paste rev seq shasum sha256sum md5sum base64 xxd od du df id whoami uname hostname set shopt ' +
    'trap return exit break continue shift wait jobs fg bg umask ulimit let cd pushd popd export declare local readonly typeset ' +
    'unset read mapfile readarray getopts alias unalias printenv permahub eslint prettier biome tsc createdb createuser pg_dump ' +
    'pg_dumpall pg_isready psqldef docker docker-compose podman nerdctl npm pnpm yarn bun deno'
  ).split(' '),
);
