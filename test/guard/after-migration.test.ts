import { describeAfterMigration } from './after-migration.ts';

// 2.122.1 goes the same way in test/long.
describeAfterMigration('3.1.0', 54933);
