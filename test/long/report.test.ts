import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../src/report/page.ts';
import { example } from '../report/example.ts';
import { type Page, withPage } from '../support/browser.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-test-report-'));
  file = join(folder, 'report.html');
  writeFileSync(file, reportPage(example()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The red, green and blue of what the browser computed. */
const colour = (page: Page, selector: string, property: string) =>
  page
    .evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`)
    .then((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number) as [number, number, number]);
/** Contrast of two colours as WCAG 2 has it. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const light = (rgb: readonly number[]) => {
    const [r = 0, g = 0, blue = 0] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('the report in a real browser, %s', (scheme) => {
  test('loads without a complaint, without a request and without running anything', async () => {
    await withPage(file, scheme, async (page) => {
      expect(await page.evaluate('document.title')).toBe('shop: backups');
      expect(await page.evaluate('document.scripts.length + document.images.length')).toBe(0);
      await page.screenshot();
      expect(page.complaints).toEqual([]);
      expect(page.requests).toEqual([]);
    });
  });

  test('shows its charts and its words clearly', async () => {
    await withPage(file, scheme, async (page) => {
      const hidden = `[...document.querySelectorAll('svg, svg path, svg circle')].filter((each) => {
        const { width, height } = each.getBoundingClientRect();
        return width + height === 0 || getComputedStyle(each).visibility !== 'visible';
      }).length`;
      expect(await page.evaluate(hidden)).toBe(0);
      expect(await page.evaluate(`document.querySelectorAll('svg.chart').length`)).toBe(9);
      const [card, body] = [await colour(page, '.card', 'color'), await colour(page, 'section', 'backgroundColor')];
      expect(contrast(card, body)).toBeGreaterThan(7);
      for (const quiet of ['.quiet', '.fall', '.pill.keep', '.pill.remove', '.pill.archived', '.tile.good b'])
        expect([quiet, contrast(await colour(page, quiet, 'color'), body)]).toEqual([
          quiet,
          expect.toSatisfy((it: number) => it >= 4.5),
        ]);
      for (const [line, property] of [
        ['.line', 'stroke'],
        ['.mark.verified', 'fill'],
        ['.mark.refusal', 'stroke'],
      ] as const)
        expect([line, contrast(await colour(page, line, property), body)]).toEqual([
          line,
          expect.toSatisfy((it: number) => it >= 3),
        ]);
      // The scheme is really another one.
      expect(body[0] > 128 ? 'light' : 'dark').toBe(scheme);
    });
  });

  test('is as wide as the screen, a small one as well', async () => {
    for (const width of [360, 1100])
      await withPage(
        file,
        scheme,
        async (page) => {
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
          expect(wide).toBeLessThanOrEqual(width);
        },
        width,
      );
  });
});

test('a page with a script in it would be complained about: the browser enforces the policy', async () => {
  const harmed = join(folder, 'harmed.html');
  const page = reportPage(example());
  writeFileSync(harmed, page.replace('</main>', '<script>document.title = "owned"</script><img src="x.png"></main>'));
  await withPage(harmed, 'light', async (opened) => {
    expect(await opened.evaluate('document.title')).toBe('shop: backups');
    expect(opened.complaints).toHaveLength(2);
    for (const each of opened.complaints) expect(each).toMatch(/Content Security Policy/);
  });
});

test('it prints on A4', async () => {
  await withPage(file, 'dark', async (page) => {
    const pdf = (await page.pdf()).toString('latin1');
    expect(pdf).toMatch(/\/MediaBox\s*\[\s*0 0 59[45](\.\d+)? 84[12](\.\d+)?\s*\]/);
  });
});
