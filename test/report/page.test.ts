import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ChainLine } from '../../src/journal/types.ts';
import { eventsOf } from '../../src/report/events.ts';
import { Html, html } from '../../src/report/html.ts';
import { reportPage } from '../../src/report/page.ts';
import { example, hostile } from './example.ts';

test('whatever is put into HTML is text, but HTML itself', () => {
  expect(html`<p title="${`"'<>&`}">${html`<b>${'<i>'}</b>`}${null}${[html`1`, null, html`2`]}${3}</p>`.text).toBe(
    '<p title="&quot;&#39;&lt;&gt;&amp;"><b>&lt;i&gt;</b>123</p>',
  );
  expect(html`${'a\u202eb\u0000c'}`.text).toBe('a b c');
  expect(html`${new Html('<br>')}`.text).toBe('<br>');
});

describe('the page', () => {
  const page = reportPage(example());
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';

  test('forbids everything but its own style sheet, by hash', () => {
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/<script|<link|<iframe|<img|\sstyle=|\son\w+="|url\(|@import|https?:\/\/(?!evil)/i);
  });

  test('shows hostile words as text', () => {
    expect(hostile).toContain('<script>');
    expect(page).toContain('&lt;script&gt;alert(&quot;owned&quot;)&lt;/script&gt;');
    expect(page).not.toContain('<script');
  });

  test('shows a chart for every table that held rows, and what is overdue', () => {
    expect(page.match(/<svg class="chart"/g)).toHaveLength(9);
    expect(page).toContain('47,860 → 1 between');
    expect(page).toContain('1 table never held a row.');
    expect(page).toContain('<b>Weekly verification of local.</b> 9 days overdue');
  });

  test.each([
    ['nobody judged the duties', { duties: null, broken: [] }, null],
    ['nothing is overdue', { duties: [], broken: [] }, 'Nothing is overdue.'],
    [
      'the journal was changed',
      { journalProblem: 'Entry 2 of reset_log.chain was changed.' },
      'The journal was changed.</b> Entry 2',
    ],
  ])('where %s', (_, more, words) => {
    const text = reportPage(example(more));
    if (words === null) expect(text).not.toMatch(/Needs attention|Duties/);
    else expect(text).toContain(words);
  });

  test('of a project without any backup says so', () => {
    const empty = reportPage(example({ targets: [], events: [], plan: [], broken: [], duties: null }));
    expect(empty).toContain('There are no backups.');
    expect(empty).toContain('Nothing has happened yet.');
    expect(empty).toContain('The journal is empty.');
    expect(empty).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test('events are runs with their ends, and refusals', () => {
  const line = (kind: ChainLine['kind'], run: string, facts: ChainLine['facts']): ChainLine => ({
    ...{ schema: 1, seq: 1, kind, at: '2026-05-01T00:00:00Z', run, text: '', textAt: 0, facts, previous: '', hash: '' },
  });
  const run = { shown: 'supabase db reset', label: 'local', reason: 'why', by: 'Ann', backup: 'b' };
  const lines = [
    line('intent', '1', run),
    line('outcome', '1', { status: 0 }),
    line('note', '1', { postMigrationBackup: 'c' }),
    line('intent', '2', run),
    line('outcome', '2', { status: 1 }),
    line('intent', '3', run),
    line('intent', '4', run),
    line('outcome', '4', { status: null, error: 'it burned' }),
    line('intent', '5', run),
    line('outcome', '5', { status: null, signal: 'SIGTERM' }),
    line('refusal', '6', { command: 'db reset', target: 'local:shop', why: 'nobody is there' }),
  ];
  const at = '2026-05-01T00:00:00Z';
  const is = { kind: 'run', at, command: 'supabase db reset', target: 'local', why: 'why', by: 'Ann', backup: 'b' };
  expect(eventsOf(lines)).toEqual([
    { ...is, ended: 'went well', well: true },
    { ...is, ended: 'status 1', well: false },
    { ...is, ended: 'no outcome: it died, or it is still running', well: false },
    { ...is, ended: 'failed: it burned', well: false },
    { ...is, ended: 'ended by SIGTERM', well: false },
    {
      ...{ kind: 'refusal', at, command: 'db reset', target: 'local:shop', why: 'nobody is there' },
      ...{ by: null, backup: null, ended: null, well: false },
    },
  ]);
});
