import { describeTripwire } from './tripwire.ts';

// All of it, with 2.122.1 and PostgreSQL 17, in test/long.
describeTripwire('3.1.0', true);
