import { describeAfterMigration } from '../guard/after-migration.ts';

describeAfterMigration('3.1.0', 54933);
describeAfterMigration('2.122.1', 54943);
