import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secret } from '../../src/postgres/secret.ts';
import { resolveTarget } from '../../src/target/resolve.ts';
import { invocation, nobodyNamed, refA, surroundings } from './fixtures.ts';

const marker = 'q7Zk';
/** Passwords as people have them: any characters, always with a part that stands nowhere else. */
const password = fc
  .tuple(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }))
  .map(([a, b]) => `${a}${marker}${b}`);
const place = fc.constantFrom('h', '127.0.0.1:54322', '[::1]:5432', `db.${refA}.supabase.co`, 'a:1,b:2', '');
const written = fc.constantFrom(
  (pw: string, at: string) => `postgresql://ann:${encodeURIComponent(pw)}@${at}/db`,
  (pw: string, at: string) => `postgresql://ann:${pw}@${at}/db`,
  (pw: string, at: string) => `postgresql://:${pw}@${at}`,
  (pw: string, at: string) => `postgresql://${at}/db?user=ann&password=${encodeURIComponent(pw)}`,
  (pw: string, at: string) => `postgresql://ann@${at}/db?sslpassword=${encodeURIComponent(pw)}`,
  (pw: string, at: string) => `mysql://ann:${pw}@${at}/db`,
  (pw: string, at: string) => `ann:${pw}@${at}/db`,
  (pw: string, at: string) => `host=${at} password=${pw}`,
);

test('no password of a URL or of the surroundings ever shows in a target', () => {
  fc.assert(
    fc.property(password, place, written, fc.constantFrom('v2', 'v3', 'cobra'), (pw, at, write, era) => {
      const text = write(pw, at);
      const around = surroundings({ url: secret(text), password: secret(`${pw}!`), linkedRef: refA });
      const flag = era === 'v3' ? 'remote' : 'db-url';
      for (const command of ['db push', 'db reset']) {
        const target = resolveTarget(
          invocation(era as 'v3', command, [`${flag}=${text}`]),
          around,
          nobodyNamed,
          'local',
        );
        expect(JSON.stringify(target)).not.toContain(marker);
        expect(JSON.stringify({ target, around })).not.toContain(marker);
      }
    }),
    { numRuns: 3000 },
  );
});

test('whatever is typed, resolving answers: a target, or a problem in words', () => {
  const value = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.string().map((text) => `postgresql://${text}`),
    fc.constantFrom('', 'true', refA),
  );
  const flag = fc.tuple(fc.constantFrom('remote', 'linked', 'local', 'db-url', 'project-ref', 'project-id'), value);
  const era = fc.constantFrom('v2' as const, 'v3' as const, 'cobra' as const, 'unknown' as const);
  const defaults = fc.constantFrom('local' as const, 'linked' as const, 'none' as const, 'hosted' as const);
  fc.assert(
    fc.property(fc.array(flag, { maxLength: 3 }), era, defaults, (flags, version, given) => {
      const typed = flags.map(([name, text]) => `${name}=${text}`);
      const target = resolveTarget(
        invocation(version, 'db push', typed),
        surroundings({ linkedRef: refA }),
        nobodyNamed,
        given,
      );
      expect(target.kind === 'unknown').toBe(target.problem !== null);
      expect(target.key).not.toBe('');
      if (!target.isLocalStack && target.kind !== 'none') expect(target.environment).toBe('production');
    }),
    { numRuns: 3000 },
  );
});
