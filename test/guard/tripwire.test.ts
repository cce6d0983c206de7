import { describeTripwire } from './tripwire.ts';

// The rest of it, and 2.122.1, in test/long.
describeTripwire('3.1.0', false);
