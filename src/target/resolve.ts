import type { Invocation } from '../invocation/types.ts';
import { type Choice, chooseTarget, type DefaultTarget } from './choose.ts';
import { type Names, namedEnvironment } from './environments.ts';
import { databaseHost, linkedProject, refOfUrl } from './linked.ts';
import { canonicalHost, mayBeThisMachine } from './local-names.ts';
import { cliTakesForLocal, containerName, type LocalStack, localStack } from './local-stack.ts';
import type { Environment, NamedEnvironments, Surroundings, Target } from './types.ts';
import { readUrl } from './url.ts';

/**
 * The one thing the invocation would act on, from argv, project files and environment alone. Contacts nothing and never
 * throws: what cannot be decided is kind "unknown" with its problem. Keys, the same whoever names the target:
 * `local:<project id>` (`@host` on another machine, `/database` unless postgres), `<ref>` (likewise `/database`),
 * `branch:<parent ref>/<name>`, `host:port/database`, `none`, `unknown`. The environment is left out of the key: naming a
 * project in the settings must not hide its earlier backups.
 */
export function resolveTarget(
  invocation: Invocation,
  surroundings: Surroundings,
  named: NamedEnvironments,
  defaultTarget: DefaultTarget,
): Target {
  const choice = chooseTarget(invocation, defaultTarget);
  if (choice.kind === 'none')
    return { ...blank(surroundings), kind: 'none', environment: 'none', label: 'none', key: 'none' };
  const fault = surroundings.faults[0] ?? workdirGivenTwice(invocation);
  if (choice.kind === 'problem') return unknown(surroundings, choice.problem);
  if (fault) return unknown(surroundings, fault);
  if (choice.kind === 'local') return resolveLocal(invocation, surroundings, named);
  if (choice.kind === 'url') return resolveUrl(choice.value, invocation, surroundings, named);
  return resolveProject(choice, invocation, surroundings, named, defaultTarget === 'hosted');
}

function resolveLocal(invocation: Invocation, surroundings: Surroundings, named: NamedEnvironments): Target {
  const stack = localStack(surroundings, invocation.era);
  const given = (name: string) => invocation.flags.find((flag) => flag.name === name)?.value;
  const other = given('project-id');
  if (stack.problem) return unknown(surroundings, stack.problem, stack.notes);
  if (other && containerName(other) !== stack.projectId) return otherProject(containerName(other), surroundings, stack);
  const { host, port } = stack;
  const name = namedEnvironment({ projectRefs: [], host, port, branch: null }, named);
  return {
    ...blank(surroundings),
    kind: 'local',
    environment: name ?? (stack.elsewhere ? 'production' : 'local'),
    label: stack.elsewhere ? `local on ${host}` : 'local',
    host,
    port,
    database: 'postgres',
    user: 'postgres',
    projectId: stack.projectId,
    key: localKey(stack, 'postgres'),
    isLocalStack: true,
    notes:
      given('all') === 'true' ? [...stack.notes, '--all reaches every Supabase project on this machine'] : stack.notes,
  };
}

/** Another project of this machine, by name: where its database answers only the engine knows. */
function otherProject(projectId: string, surroundings: Surroundings, stack: LocalStack): Target {
  return {
    ...blank(surroundings),
    kind: 'local',
    environment: stack.elsewhere ? 'production' : 'local',
    label: `local project ${projectId}`,
    host: stack.host,
    database: 'postgres',
    user: 'postgres',
    projectId,
    key: localKey({ ...stack, projectId }, 'postgres'),
    isLocalStack: true,
    notes: [...stack.notes, `--project-id names ${projectId}, and this folder is ${stack.projectId}`],
  };
}

function resolveUrl(
  text: string,
  invocation: Invocation,
  surroundings: Surroundings,
  named: NamedEnvironments,
): Target {
  const { ambient, project, machineNames } = surroundings;
  const variable = (name: string) => (ambient[name] ?? project[name]) || undefined;
  const reading = readUrl(text, { ...surroundings, variable }, invocation.era === 'v3');
  if ('problem' in reading) return unknown(surroundings, reading.problem);
  const { host, port, user, database, hosts } = reading.url;
  const stack = localStack(surroundings, invocation.era);
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const asLocal = cliTakesForLocal(stack, invocation.era, host, port, hosts);
  const thisMachine = mayBeThisMachine(host, machineNames) && !stack.elsewhere;
  const isLocalStack =
    asLocal || (port === stack.port && (thisMachine || canonicalHost(host) === canonicalHost(stack.host)));
  const notes =
    hosts > 1 ? [`the URL names ${hosts} hosts; the CLI goes on to the next where one does not answer`] : [];
  if (isLocalStack) {
    if (stack.problem) return unknown(surroundings, stack.problem, stack.notes);
    if (asLocal && port !== stack.port)
      return unknown(
        surroundings,
        `${place} is the shadow database's port: the CLI would take it for the local stack on port ${stack.port}`,
      );
    if (asLocal && invocation.command === 'db reset' && database !== 'postgres')
      return unknown(
        surroundings,
        `${place} is the local stack: a reset would replace its whole volume, database postgres and every other one included, not only ${database}. To start ${database} anew: \`supabase db query\` with DROP DATABASE and CREATE DATABASE on ${place}/postgres`,
      );
    notes.push(
      ...stack.notes,
      asLocal
        ? `${place} is the local stack, whatever database the URL names`
        : `${place} reaches the local stack, though the CLI treats it as a remote database`,
    );
  }
  const ref = isLocalStack ? null : refOfUrl(reading.url);
  const local: Environment = stack.elsewhere ? 'production' : 'local';
  const names: Names = { projectRefs: ref ? [ref] : [], host, port, branch: null };
  const label = `${place}/${database}`;
  return {
    ...blank(surroundings),
    kind: 'url',
    environment: namedEnvironment(names, named) ?? (isLocalStack ? local : 'production'),
    label,
    host,
    port,
    database,
    user,
    projectRef: ref,
    projectId: isLocalStack ? stack.projectId : null,
    key: isLocalStack
      ? localKey(stack, database)
      : ref
        ? withDatabase(ref, database)
        : `${canonicalPlace(host, port)}/${database}`,
    isLocalStack,
    notes,
  };
}

function resolveProject(
  choice: Exclude<Choice, { kind: 'problem' }>,
  invocation: Invocation,
  surroundings: Surroundings,
  named: NamedEnvironments,
  hosted: boolean,
): Target {
  const profile = surroundings.profile;
  const notes = profile === 'supabase' ? [] : [`profile ${profile} changes which API and which databases are reached`];
  if (databaseHost('', profile) === null)
    return unknown(
      surroundings,
      `profile ${profile} is not built into the CLI: the guard does not know its databases`,
      notes,
    );
  const linked = linkedProject(surroundings, invocation.era);
  if ('problem' in linked && choice.kind !== 'ref') return unknown(surroundings, linked.problem, notes);
  const parent = 'ref' in linked ? linked.ref : null;
  if ('ref' in linked && choice.kind !== 'ref') notes.push(...linked.notes);
  const base = { ...blank(surroundings), notes };
  if (choice.kind === 'branch') {
    const branch = 'value' in choice ? choice.value : '';
    const names: Names = { projectRefs: [], host: null, port: null, branch };
    return {
      ...base,
      kind: 'branch',
      environment: namedEnvironment(names, named) ?? 'production',
      label: branch,
      key: `branch:${parent}/${branch}`,
    };
  }
  const ref = 'value' in choice ? choice.value : parent!;
  if (parent !== null && ref !== parent) notes.push(`${ref} is not the linked project (${parent})`);
  const override = surroundings.config?.remotes.find((remote) => remote.projectRef === ref);
  if (override) notes.push(`[remotes.${override.name}] of the project's configuration applies`);
  const host = databaseHost(ref, profile);
  const environment = namedEnvironment({ projectRefs: [ref], host, port: 5432, branch: null }, named) ?? 'production';
  const target = { ...base, environment, label: ref, projectRef: ref, key: ref };
  if (hosted) return { ...target, kind: 'project' };
  return { ...target, kind: 'linked', host, port: 5432, database: 'postgres', user: 'postgres' };
}

/**
 * Whether a reset of this target replaces the local stack's whole volume: the CLI goes by host and port alone [ran both]. A
 * URL with more hosts counts as well, though 3.x does not take it for local. Pure.
 */
export function resetReplacesVolume(
  target: Pick<Target, 'kind' | 'isLocalStack' | 'host' | 'port'>,
  surroundings: Surroundings,
  era: Invocation['era'],
): boolean {
  const { kind, isLocalStack, host, port } = target;
  if (kind !== 'url' || host === null || port === null) return isLocalStack;
  return isLocalStack && cliTakesForLocal(localStack(surroundings, era), era, host, port, 1);
}

function workdirGivenTwice(invocation: Invocation): string | null {
  const folders = new Set(invocation.flags.filter((flag) => flag.name === 'workdir').map((flag) => flag.value));
  return folders.size > 1 ? '--workdir is given more than once' : null;
}

function localKey(stack: { projectId: string; host: string; elsewhere: boolean }, database: string): string {
  return withDatabase(`local:${stack.projectId}${stack.elsewhere ? `@${canonicalHost(stack.host)}` : ''}`, database);
}

function withDatabase(key: string, database: string): string {
  return database === 'postgres' ? key : `${key}/${database}`;
}

function canonicalPlace(host: string, port: number): string {
  const name = canonicalHost(host);
  return `${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function unknown(surroundings: Surroundings, problem: string, notes: readonly string[] = []): Target {
  return { ...blank(surroundings), problem, notes };
}

function blank(surroundings: Surroundings): Target {
  return {
    kind: 'unknown',
    environment: 'production',
    label: 'unknown target',
    host: null,
    port: null,
    database: null,
    user: null,
    projectRef: null,
    projectId: null,
    key: 'unknown',
    isLocalStack: false,
    projectFolder: surroundings.projectFolder,
    problem: null,
    notes: [],
  };
}
