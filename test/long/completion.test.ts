import { describeCompletion } from '../guard/completion.ts';

describeCompletion('2.122.1');
