import { testSameSql } from './same-sql.ts';

// The other shapes go the same way in test/long.
testSameSql('both CLIs, one at a time');
