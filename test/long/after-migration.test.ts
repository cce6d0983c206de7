import { describeAfterMigration } from '../guard/after-migration.ts';

describeAfterMigration('2.122.1', 54943);
