import { expect, test } from 'vitest';
import { whyNotSigned } from '../../src/guard/others.ts';
import { databaseOfStack, stackOf } from '../../src/target/other-stack.ts';
import { targetIn } from '../policy/examples.ts';

const target = { ...targetIn('staging'), projectId: 'shop', label: 'local' };

test('a signed request that would take another database along says how that one goes by itself', () => {
  expect(whyNotSigned(databaseOfStack(target, 'reports'), target)).toBe(
    'It would delete local/reports too, and a signed request names one database. Back that up, and have it taken away by a request of its own: `permahub request --reason "…" -- db query \'drop database "reports"\'`. Then request this again',
  );
});

test('of another project it names the folder', () => {
  expect(whyNotSigned(stackOf(target, 'crew', null), target)).toBe(
    'It would delete local project crew too, and a signed request names one database. Back that up, and have it taken away by a request of its own: `permahub request --reason "…" -- stop --no-backup` in the folder of crew. Then request this again',
  );
});
