import { describeReset } from '../guard/reset.ts';

describeReset('2.122.1');
