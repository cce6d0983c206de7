import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changes,
  type MachineFacts,
  planMachine,
  planMachineBack,
  planProject,
  planProjectBack,
} from '../../../src/routes/install/plan.ts';
import { absent, type Node, type Plan, type Step } from '../../../src/routes/install/types.ts';

const programs = { supabase: "/opt/o'brien/permahub/bin/supabase", permahub: '/opt/permahub/bin/permahub' };
const file = fc.record({
  kind: fc.constant('file' as const),
  text: fc.string(),
  mode: fc.constantFrom(0o600, 0o644, 0o755),
});
const link = fc.record({
  kind: fc.constant('link' as const),
  to: fc.string({ minLength: 1 }).filter((to) => !/[\0\ud800-\udfff]/.test(to)),
});
const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
const nodes = fc.oneof(
  fc.constant(absent),
  file.chain((node) => latin1.map((text) => ({ ...node, text }))),
  link,
);

/** What stands there after the steps, by path. */
const outcomeOf = (steps: readonly Step[]) => new Map(steps.map((step) => [step.path, step.after]));
const machine = (rcNode: Node, supabase: Node = absent): MachineFacts => ({
  home: '/h',
  folder: '/h/.local/share/permahub/bin',
  supabase: { path: '/h/.local/share/permahub/bin/supabase', node: supabase },
  permahub: { path: '/h/.local/share/permahub/bin/permahub', node: absent },
  rcFiles: [{ path: '/h/.bashrc', node: rcNode, syntax: 'posix' }],
});
const standing = (facts: MachineFacts, { steps }: Plan): MachineFacts => {
  const now = outcomeOf(steps);
  const seen = <T extends { path: string; node: Node }>(one: T): T => ({ ...one, node: now.get(one.path) ?? one.node });
  return { ...facts, supabase: seen(facts.supabase), permahub: seen(facts.permahub), rcFiles: facts.rcFiles.map(seen) };
};

describe('an account', () => {
  test('whatever stands there: set up once, unchanged the second time, and taken back to what it was', () => {
    fc.assert(
      fc.property(nodes, nodes, (rcNode, supabase) => {
        const before = machine(rcNode, supabase);
        const plan = planMachine(before, programs);
        const set = standing(before, plan);
        expect(changes(planMachine(set, programs))).toEqual([]);
        expect(standing(set, planMachineBack(set))).toEqual(before);
        expect(plan.left).toEqual(
          rcNode.kind === 'link' ? [{ path: '/h/.bashrc', why: 'it is a link that leads nowhere' }] : [],
        );
      }),
    );
  });

  test('where nothing is set up there is nothing to take back', () => {
    fc.assert(
      fc.property(nodes, (rcNode) => {
        expect(changes(planMachineBack(machine(rcNode)))).toEqual([]);
      }),
    );
  });
});

describe('a project', () => {
  const json: Node = { kind: 'file', text: '{\n  "private": true\n}\n', mode: 0o644 };
  const project = (command: Node, packageJson: Node = json, asksForSupabase = true) => ({
    packageJson: { path: '/p/package.json', node: packageJson },
    command: { path: '/p/node_modules/.bin/supabase', node: command },
    asksForSupabase,
    manager: 'other' as const,
  });
  const guard = { beside: '../permahub/bin/supabase' };
  const toLauncher: Node = { kind: 'link', to: '../supabase/dist/supabase.js' };

  test('whatever its command was, it comes back', () => {
    fc.assert(
      fc.property(
        nodes.filter(({ kind }) => kind !== 'absent'),
        (command) => {
          const set = outcomeOf(planProject(project(command), guard).steps);
          const now = project(set.get('/p/node_modules/.bin/supabase')!, set.get('/p/package.json')!);
          expect(changes(planProject(now, guard))).toEqual([]);
          const back = outcomeOf(planProjectBack(now, () => true).steps);
          expect(back.get('/p/node_modules/.bin/supabase')).toEqual(command);
          expect(back.get('/p/package.json')).toEqual(json);
        },
      ),
    );
  });

  test('a link that would lead nowhere does not come back', () => {
    const set = outcomeOf(planProject(project(toLauncher), guard).steps);
    const now = project(set.get('/p/node_modules/.bin/supabase')!);
    const asked: string[] = [];
    const back = planProjectBack(now, (path) => asked.push(path) < 0);
    expect(outcomeOf(back.steps).get('/p/node_modules/.bin/supabase')).toEqual(absent);
    expect(asked).toEqual(['/p/node_modules/supabase/dist/supabase.js']);
  });

  test('without the package nothing is planned; not installed yet, only the script', () => {
    expect(planProject(project(absent, json, false), guard)).toEqual({ steps: [], left: [] });
    const plan = planProject(project(absent), guard);
    expect(plan.steps.map(({ path }) => path)).toEqual(['/p/package.json']);
    expect(plan.left).toEqual([
      { path: '/p/node_modules/.bin/supabase', why: 'it is not installed yet; the script sees to it' },
    ]);
  });

  test('where Yarn keeps no node_modules, nothing is planned, and what guards it is said', () => {
    expect(planProject({ ...project(absent), manager: 'yarn 2 without node_modules' }, guard)).toEqual({
      steps: [],
      left: [
        {
          path: '/p/node_modules/.bin/supabase',
          why: 'this Yarn keeps no node_modules: only the variable that permahub install --machine sets guards it',
        },
      ],
    });
  });

  test('a program that stands there itself, and a package.json that is no text, are left', () => {
    const program: Node = { kind: 'file', text: 'x'.repeat(70_000), mode: 0o755 };
    expect(planProject(project(program, { kind: 'file', text: '{"a": "\xff"}', mode: 0o644 }), guard)).toEqual({
      steps: [],
      left: [
        { path: '/p/node_modules/.bin/supabase', why: 'a program of its own stands there' },
        { path: '/p/package.json', why: 'it is no text in UTF-8' },
      ],
    });
  });
});
