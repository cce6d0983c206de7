import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../src/canonical.ts';
import { entryText, lineText, nextLine, parseHead, parseLine } from '../../src/journal/entry.ts';

const at = '2025-11-14T14:30:22Z';
const line = nextLine(null, {
  kind: 'refusal',
  at,
  run: 'r',
  text: '',
  textAt: 0,
  facts: { argv: ['db', 'reset'], ü: null },
});
const bytesOf = (text: string) => Buffer.from(text);

describe('the text of an entry', () => {
  test('is what the written procedure asks for', () => {
    expect(entryText({ command: 'db reset', reason: 'Testing new migration system', at, commit: 'f498a53' })).toBe(
      'Reset reason: Testing new migration system\nReset date: 2025-11-14T14:30:22Z\nGit commit: f498a53\n---\n',
    );
  });

  test.each([
    ['db reset', 'Reset'],
    ['db push', 'Push'],
    ['db query', 'Query'],
    ['migration up', 'Migration up'],
    ['migration down', 'Migration down'],
    ['storage rm', 'Storage rm'],
    ['restore', 'Restore'],
    ['', 'Command'],
  ])('of "%s" is headed "%s"', (command, title) => {
    expect(entryText({ command, reason: 'x', at, commit: null })).toBe(
      `${title} reason: x\n${title} date: ${at}\nGit commit: none\n---\n`,
    );
  });

  test('has exactly four lines whatever the reason holds', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'a\n---\nReset reason: forged',
        'a\r\nb',
        'a\u2028b\u2029c\u0085d\u000be\u000cf',
        '\u001b[2K\u001b]0;t\u0007x',
      ),
    );
    fc.assert(
      fc.property(nasty, nasty, (reason, command) => {
        const lines = entryText({ command, reason, at, commit: null }).split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);
        return (
          lines.length === 5 &&
          lines[4] === '' &&
          lines[3] === '---' &&
          !/[\u0000-\u001f\u007f-\u009f]/.test(lines.join(''))
        );
      }),
    );
  });
});

describe('a line of the chain', () => {
  test('reads back as it was written', () => {
    expect(parseLine(bytesOf(lineText(line).slice(0, -1)))).toEqual(line);
  });

  test('with any byte replaced, inserted or taken out is not accepted', () => {
    const good = bytesOf(lineText(line).slice(0, -1));
    for (let i = 0; i < good.length; i++)
      for (const byte of [0, 10, 32, 48, 34, 200, (good[i] as number) ^ 1]) {
        if (byte === good[i]) continue;
        expect(parseLine(Buffer.concat([good.subarray(0, i), Buffer.from([byte]), good.subarray(i + 1)]))).toBeNull();
        expect(parseLine(Buffer.concat([good.subarray(0, i), Buffer.from([byte]), good.subarray(i)]))).toBeNull();
        expect(parseLine(Buffer.concat([good.subarray(0, i), good.subarray(i + 1)]))).toBeNull();
      }
  });

  test('follows another by its hash and number', () => {
    const next = nextLine(line, { kind: 'refusal', at, run: 'r', text: '', textAt: 0, facts: {} });
    expect([line.seq, line.previous]).toEqual([1, '0'.repeat(64)]);
    expect([next.seq, next.previous]).toEqual([2, line.hash]);
  });

  test('does not hold what JSON cannot say', () => {
    for (const value of [undefined, Number.NaN, 1n, new Date(0), new Map(), () => 1])
      expect(() => canonical({ value })).toThrow(/^A canonical text cannot hold /);
  });

  test('has one text for one value, however it was put together', () => {
    expect(canonical({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  });

  test('a head is accepted only exactly', () => {
    const head = bytesOf(lineText({ seq: 3, hash: 'x' }));
    expect(parseHead(head)).toEqual({ seq: 3, hash: 'x' });
    expect(parseHead(head.subarray(0, -1))).toBeNull();
    expect(parseHead(bytesOf('{"seq":3, "hash":"x"}\n'))).toBeNull();
  });
});
