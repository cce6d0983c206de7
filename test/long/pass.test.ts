import { describePass } from '../guard/pass.ts';

describePass('2.122.1');
