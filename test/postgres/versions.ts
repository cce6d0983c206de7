import { bin15 } from '../support/cluster.ts';
import { bin17 } from '../support/postgres17.ts';

/** The server versions everything is proven on. */
export const versions = [
  { major: 15, bin: async () => bin15 },
  { major: 17, bin: bin17 },
] as const;
