import { describePass } from './pass.ts';

// 2.122.1 goes the same way in test/long.
describePass('3.1.0');
