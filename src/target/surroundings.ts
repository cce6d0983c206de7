import { existsSync } from 'node:fs';
import { homedir, hostname, networkInterfaces, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Invocation } from '../invocation/types.ts';
import { secret } from '../postgres/secret.ts';
import { configNames, readConfig } from './config.ts';
import { dockerEngine } from './docker.ts';
import { loadedByBun, loadedByCli } from './dotenv.ts';
import { layer, readText } from './layers.ts';
import { canonicalHost } from './local-names.ts';
import type { DatabaseUrl, ProjectConfig, Surroundings } from './types.ts';
import { readUrl } from './url.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads everything outside argv that decides the target: environment, dotenv files, configuration, link state, Docker
 * settings. Contacts nothing, writes nothing, never throws for what it finds: unreadable files become `faults`.
 */
export async function readSurroundings(from: {
  readonly cwd: string;
  readonly env: Environment;
  readonly invocation: Invocation;
}): Promise<Surroundings> {
  const { cwd, env, invocation } = from;
  const { era } = invocation;
  const flag = (name: string) => invocation.flags.find((use) => use.name === name)?.value;
  const faults: string[] = [];
  const origins: Record<string, string> = {};
  const files = (folder: string, names: readonly string[]) => names.map((name) => join(folder, name));

  // Before 2.100 the CLI is no Bun program: nothing is loaded from the working folder before it starts.
  const bun = era === 'cobra' ? [] : files(cwd, loadedByBun(env.NODE_ENV));
  const ambient = layer(bun, { over: env, cwd, origins, faults });
  const workdir = findWorkdir(cwd, flag('workdir'), ambient.all.SUPABASE_WORKDIR, era === 'v3');
  const ownFiles = loadedByCli(env.SUPABASE_ENV);
  const cli = [...files(join(workdir.path, 'supabase'), ownFiles), ...files(workdir.path, ownFiles)];
  const project = layer(cli, { over: ambient.all, cwd, origins, faults });

  const variable = (name: string) => (ambient.all[name] ?? project.all[name]) || undefined;
  const configFile = files(join(workdir.path, 'supabase'), configNames(era === 'v3')).find((file) => existsSync(file));
  const config = configFile === undefined ? null : loadConfig(configFile, variable, faults);
  const temp = join(workdir.path, 'supabase', '.temp');
  const linkedRef = readText(join(temp, 'project-ref'), faults)?.trim() || null;
  const poolerText = readText(join(temp, 'pooler-url'), faults)?.trim() || null;
  const home = ambient.all.HOME || homedir();
  const dockerFolder = ambient.all.DOCKER_CONFIG || join(home, '.docker');
  const typed = flag('password');
  const password = typed || variable('SUPABASE_DB_PASSWORD');
  const url = flag('db-url') ?? flag('remote');
  const osUser = ambient.all.USER || ambient.all.USERNAME || userInfo().username;
  const defaultHost =
    ['/var/run/postgresql', '/private/tmp', '/tmp'].find((folder) => existsSync(folder)) ?? 'localhost';
  const savedProfile = join(ambient.all.SUPABASE_HOME || join(home, '.supabase'), 'profile');

  return {
    cwd,
    workdir: workdir.path,
    workdirFrom: workdir.from,
    projectFolder: configFile === undefined ? null : workdir.path,
    config,
    ambient: ambient.kept,
    project: project.kept,
    origins,
    linkedRef,
    pooler: poolerText === null ? null : savedPooler(poolerText),
    profile: flag('profile') || ambient.all.SUPABASE_PROFILE || readText(savedProfile, faults)?.trim() || 'supabase',
    docker: dockerEngine({
      host: ambient.all.DOCKER_HOST,
      context: ambient.all.DOCKER_CONTEXT,
      config: readText(join(dockerFolder, 'config.json'), faults),
      readMeta: (path) => readText(join(dockerFolder, 'contexts', 'meta', path), faults),
    }),
    machineNames: machineNames(),
    defaultHost,
    osUser,
    stackMode: stackMode(ambient.all.SUPABASE_EXPERIMENTAL_STACK, config, workdir.path),
    password: password ? secret(password) : null,
    passwordTyped: Boolean(typed),
    url: url ? secret(url) : null,
    faults: faults.map((fault) => fault.replaceAll(`${workdir.path}/`, '')),
  };
}

/** --workdir, else SUPABASE_WORKDIR, both exactly as given; else the nearest folder upward with a configuration file. */
function findWorkdir(cwd: string, flag: string | undefined, variable: string | undefined, v3: boolean) {
  if (flag) return { path: resolve(cwd, flag), from: 'flag' as const };
  if (variable) return { path: resolve(cwd, variable), from: 'environment' as const };
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (configNames(v3).some((name) => existsSync(join(folder, 'supabase', name))))
      return { path: folder, from: 'search' as const };
    if (dirname(folder) === folder) return { path: cwd, from: 'working folder' as const };
  }
}

function loadConfig(
  file: string,
  variable: (name: string) => string | undefined,
  faults: string[],
): ProjectConfig | null {
  const text = readText(file, faults);
  if (text === null) return null;
  const reading = readConfig(file, text, variable);
  if ('config' in reading) return reading.config;
  faults.push(reading.fault);
  return null;
}

/** The pooler address `supabase link` saved, without any password; null when it cannot be read. */
function savedPooler(text: string): DatabaseUrl | null {
  const plain = text.replaceAll('[YOUR-PASSWORD]', '');
  const reading = readUrl(plain, { variable: () => undefined, defaultHost: '', osUser: 'postgres' }, false);
  return 'url' in reading ? { ...reading.url, password: null } : null;
}

/** The experimental stack backend: its variable, else the configuration; its link file means it as well. */
function stackMode(variable: string | undefined, config: ProjectConfig | null, workdir: string): boolean {
  if (variable) return !/^(0|false|no|off|n|f)$/i.test(variable);
  return config?.stackMode === true || existsSync(join(workdir, 'supabase', '.link.json'));
}

function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address));
  return [...new Set([hostname(), `${hostname()}.local`, ...addresses].map(canonicalHost))];
}
