import { describeReset } from './reset.ts';

// 2.122.1 goes the same way in test/long.
describeReset('3.1.0');
