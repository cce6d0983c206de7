import { describeCompletion } from './completion.ts';

// 2.122.1 goes the same way in test/long.
describeCompletion('3.1.0');
