import { describeRehearsed } from '../guard/rehearsed.ts';

describeRehearsed('2.122.1', 54942);
