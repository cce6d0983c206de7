import { describeAttacks } from './attack.ts';
import { attacks } from './attacks.ts';

// The others go the same way in test/long.
describeAttacks(
  attacks.filter(({ core }) => core),
  54952,
);
