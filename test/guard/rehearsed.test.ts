import { describeRehearsed } from './rehearsed.ts';

// 2.122.1 goes the same way in test/long.
describeRehearsed('3.1.0', 54932);
