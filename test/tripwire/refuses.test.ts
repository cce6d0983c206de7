import { bin15 } from '../support/cluster.ts';
import { refusals } from './refuses.ts';

refusals(async () => bin15);
