import { testSameSql } from '../target/sql/same-sql.ts';

testSameSql('one CLI, in turns');
