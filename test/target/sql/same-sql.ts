import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../support/cluster.ts';
import { era as now } from '../../support/eras.ts';
import { applied, named, newCase } from './real.ts';
import { shapes } from './shapes.ts';

/** What the guard says a command would run is compared with what the real CLI ran, for shapes of which `which` says so. */
export function testSameSql(which: 'both CLIs, one at a time' | 'one CLI, in turns'): void {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.stop());

  const cases = Object.entries(shapes)
    .filter(([, { both }]) => (both === true) === (which === 'both CLIs, one at a time'))
    .flatMap(([name, shape], at) =>
      (['v2', 'v3'] as const)
        .filter((one, turn) => (shape.both ? one === now : at % 2 === turn))
        .map((era) => ({ name: `${name} (${era})`, shape, era })),
    );

  test.concurrent.each(cases)('the guard and the real CLI mean the same SQL: $name', async ({ shape, era }) => {
    const made = await newCase(cluster, era, shape.env);
    try {
      made.write({ ...shape.files, 'supabase/config.toml': `project_id = "shop"\n${shape.config ?? ''}` });
      if (shape.applied) await made.query(applied(...shape.applied));
      await shape.more?.(made);
      const expected = await made.expected(shape.argv, shape.stdin);
      const { status, said } = await made.run(shape.argv, shape.stdin);
      const ran = shape.dry ? listed(said) : await made.ran();
      if (shape.faults) expect(expected.faults, said).toEqual(shape.faults);
      else expect({ ran: named(expected), faults: expected.faults }, said).toEqual({ ran, faults: [] });
      if (shape.runs) expect(ran).toEqual(shape.runs);
      expect(status, said).toBe(shape.fails ? 1 : 0);
      expect(expected.stops === undefined).toBe(!(shape.fails && !shape.faults));
      expect(expected.extent).toBe('exact');
    } finally {
      made.remove();
    }
  });
}

/** File names in what --dry-run prints. */
function listed(said: string): string[] {
  return [...said.matchAll(/• (\S+)/g)].map(([, name]) => name as string);
}
