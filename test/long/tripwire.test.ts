import { describe } from 'vitest';
import { describeTripwire } from '../guard/tripwire.ts';
import { bin17 } from '../support/postgres17.ts';
import { refusals } from '../tripwire/refuses.ts';

describe('CLI 3.1.0', () => describeTripwire('3.1.0', true));
describe('CLI 2.122.1', () => describeTripwire('2.122.1', true));
describe('PostgreSQL 17', () => refusals(bin17));
