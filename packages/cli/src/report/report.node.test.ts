/** Reports: nothing of a file's name becomes markup, tables sort, plots and pictures show what they should. */

import { decodePng } from '@miniseg/formats';
import { paperMetrics } from '@miniseg/metrics';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxPlot } from './box-plot.js';
import { errorMap, errorPicture } from './error-picture.js';
import { describeExample } from './examples.js';
import { html, markup } from './html.js';
import { reportPage } from './page.js';
import { casesSection, scoresSection, scoreTiles } from './scores-section.js';
import { tableHtml } from './table.js';

it('whatever text is put in comes out as that text, and as no markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."<>&\"'=/ ab'`") }), (text) => {
      const written = html`<p title="${text}">${text}</p>`.text;
      const [, title, inside] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(written) ?? [];
      const read = (escaped: string) =>
        escaped
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
      expect([title, inside].map((part) => read(part ?? 'broken'))).toEqual([text, text]);
    }),
  );
  expect(html`${['<', html`<b>`, undefined, false, [1, markup('<i>')]]}`.text).toBe('&lt;<b>1<i>');
});

it('a page carries names of files as text, and its policy names its own script and style alone', () => {
  const evil = `</script><img src=x onerror=alert(1)>'"`;
  const page = reportPage({
    title: evil,
    lead: evil,
    tiles: [{ name: evil, value: evil, more: evil }],
    sections: [
      tableHtml({
        caption: evil,
        columns: [{ head: evil }, { head: evil }],
        rows: [[evil, evil]],
        foot: [[evil, evil]],
      }),
      boxPlot([{ name: evil, values: [1, 2] }], { unit: 'px' }),
    ],
    provenance: { [evil]: evil },
  });
  expect(page).not.toMatch(/<img|onerror=(?!alert\(1\)&gt;)/);
  expect(page.match(/<\/?script/g)).toEqual(['<script', '</script']);
  expect(page).toMatch(
    /default-src 'none'; img-src data:; style-src 'sha256-[\w+/]+='; script-src 'sha256-[\w+/]+='; connect-src 'none'/,
  );
  expect(page).toMatch(/Not a medical device/);
  expect(page).not.toMatch(/style="|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
});

it('figures are sorted by their numbers, and those without one say so', () => {
  const scores = paperMetrics(
    [
      { id: 'half', prediction: [0, 1, 1, 0], truth: [1, 1, 0, 0], shape: [2, 2] },
      { id: 'nothing', prediction: [0, 0, 0, 0], truth: [1, 0, 0, 0], shape: [2, 2] },
    ],
    { protocol: 'reference' },
  );
  const cases = html`${casesSection(scores, 'slices')}`.text;
  expect(cases).toMatch(/<th scope="row">nothing<\/th><td data-value="0">0\.0000<\/td>/);
  expect(cases).toMatch(/<td data-value="0">0\.00\*<\/td>/);
  expect(cases).toMatch(/\* set by the protocol 'reference'/);
  expect(scoreTiles(scores)[0]).toMatchObject({ name: 'DSC', value: '0.2500' });
  expect(html`${scoresSection(scores, 'slices')}`.text).toMatch(/HD is set by the protocol in 1 of 2 cases/);
  const undefinedOnes = paperMetrics([{ id: 'a', prediction: [0], truth: [0], shape: [1, 1] }]);
  expect(html`${casesSection(undefinedOnes, 'slices')}`.text).toMatch(/<td data-value="">-<\/td>/);
});

it('a box goes from quartile to quartile, and every value is a dot', () => {
  const values = [0, 0.25, 0.5, 0.75, 1];
  const plot = boxPlot([{ name: 'DSC', values }], { domain: [0, 1] }).text;
  const xs = [...plot.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  expect(xs).toHaveLength(5);
  const [, left, width] = /<rect x="([\d.]+)".*? width="([\d.]+)"/.exec(plot) ?? [];
  expect([Number(left), Number(left) + Number(width)]).toEqual([xs[1], xs[3]]);
  expect(plot).toContain('mean 0.500');
  expect(boxPlot([{ name: 'a', values: [undefined, Number.NaN] }]).text).toBe('');
  expect(boxPlot([{ name: 'a', values: [0, 0] }]).text).not.toMatch(/NaN|Infinity/);
});

it('pixels are told apart by what became of them', async () => {
  const truth = [0, 1, 0, 1, 2, 255, 255];
  const prediction = [0, 1, 1, 0, 1, 1, 0];
  const input = { width: 7, height: 1, truth, prediction, ignored: 255 };
  expect([...errorMap(input)]).toEqual([0, 1, 2, 3, 4, 0, 0]);
  const { png, small } = await errorPicture({ ...input, grey: new Uint8Array(7).fill(100) });
  const picture = decodePng(png);
  const pixel = (x: number) => [...picture.data.slice(3 * x, 3 * x + 3)];
  expect(small).toBe(true);
  expect([pixel(0), pixel(1), pixel(2), pixel(3)]).toEqual([
    [100, 100, 100],
    [0, 158, 115],
    [230, 159, 0],
    [209, 71, 140],
  ]);
  const large = {
    width: 600,
    height: 300,
    truth: new Uint8Array(180000),
    prediction: new Uint8Array(180000),
  };
  const shrunk = await errorPicture(large);
  expect(shrunk.small).toBe(false);
  expect(decodePng(shrunk.png).width).toBeLessThan(300);
});

it('a picture says which of its figures the protocol sets', () => {
  const example = { id: 'a', DSC: 0, HD: 0, unit: 'px' } as const;
  expect(describeExample({ ...example, replaced: ['HD'] })).toBe('a: DSC 0.000, HD 0.0* px');
  expect(describeExample(example)).toBe('a: DSC 0.000, HD 0.0 px');
});
