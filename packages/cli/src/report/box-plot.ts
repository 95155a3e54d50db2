/** How figures spread over cases: every case a dot, a box from quartile to quartile, the mean with its interval. */
import { summarize } from '@miniseg/metrics';
import { scaleLinear } from 'd3-scale';
import { escapeHtml, type Html, markup } from './html.js';

export interface BoxPlotRow {
  name: string;
  values: readonly (number | undefined)[];
}

export interface BoxPlotOptions {
  /** Ends of the axis. Default: from 0 to a little above the highest value. */
  domain?: [number, number];
  /** Below the axis, such as 'px'. */
  unit?: string;
}

const WIDTH = 720;
const ROW = 58;
const MARGIN = { left: 92, right: 150, top: 10, bottom: 40 };
const COLOR = '#0072b2';

/** Rows without any value are left out. Colors and lines follow the page where it has a style for them. */
export function boxPlot(rows: readonly BoxPlotRow[], { domain, unit }: BoxPlotOptions = {}): Html {
  const drawn = rows.map(({ name, values }) => ({
    name,
    values: values.filter((value) => value !== undefined && Number.isFinite(value)) as number[],
  }));
  const shown = drawn.filter(({ values }) => values.length > 0);
  if (shown.length === 0) return markup('');
  const highest = shown.reduce((most, { values }) => values.reduce((a, b) => Math.max(a, b), most), 0);
  const height = MARGIN.top + shown.length * ROW + MARGIN.bottom;
  const x = scaleLinear(domain ?? [0, highest * 1.05 || 1], [MARGIN.left, WIDTH - MARGIN.right]);
  const at = (value: number) => x(value).toFixed(1);
  const foot = MARGIN.top + shown.length * ROW;
  const parts = x
    .ticks(6)
    .flatMap((tick) => [
      `<path class="grid" d="M${at(tick)},${MARGIN.top}V${foot}" stroke="#dddddd" fill="none"/>`,
      text(x(tick), foot + 18, x.tickFormat(6)(tick), 'middle', 'soft'),
    ]);
  if (unit) parts.push(text(WIDTH - MARGIN.right, foot + 34, unit, 'end', 'soft'));
  shown.forEach(({ name, values }, row) => {
    const y = MARGIN.top + row * ROW + ROW / 2;
    const { q1, median, q3, mean, interval } = summarize(values, { bootstrap: { seed: 0 } });
    parts.push(text(MARGIN.left - 12, y + 4, name, 'end', 'ink', 'bold'));
    for (const [n, value] of values.entries()) {
      // The golden ratio spreads dots of equal values evenly, the same way each time.
      const offset = (((n * 0.618034) % 1) - 0.5) * 22;
      parts.push(
        `<circle cx="${at(value)}" cy="${(y + offset).toFixed(1)}" r="2.6" fill="${COLOR}" fill-opacity="0.45"/>`,
      );
    }
    if (values.length > 4) {
      const [left, right] = [x(q1 as number), x(q3 as number)];
      parts.push(
        `<rect x="${left.toFixed(1)}" y="${y - 13}" width="${Math.max(1, right - left).toFixed(1)}" height="26" rx="3" fill="${COLOR}" fill-opacity="0.16" stroke="${COLOR}"/>`,
        `<path d="M${at(median as number)},${y - 13}v26" stroke="${COLOR}" stroke-width="2.5" fill="none"/>`,
      );
    }
    if (interval && values.length > 1) {
      parts.push(
        `<path class="mark" d="M${at(interval.low)},${y}H${at(interval.high)}" stroke="#222222" stroke-width="2" fill="none"/>`,
      );
    }
    parts.push(
      `<path class="ink" d="M${at(mean as number)},${y - 6}l6,6l-6,6l-6,-6z" fill="#222222"/>`,
      text(WIDTH - MARGIN.right + 12, y - 3, `mean ${number(mean as number)}`, 'start', 'ink', 'bold'),
      text(
        WIDTH - MARGIN.right + 12,
        y + 13,
        interval && values.length > 1
          ? `${number(interval.low)} to ${number(interval.high)}`
          : `of ${values.length}`,
        'start',
        'soft',
      ),
    );
  });
  const label = `Spread over the cases: ${shown.map(({ name }) => name).join(', ')}`;
  return markup(
    `<div class="plot"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ` +
      `font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${escapeHtml(label)}">\n${parts.join('\n')}\n</svg></div>\n`,
  );
}

const number = (value: number) => (Math.abs(value) < 2 ? value.toFixed(3) : value.toFixed(1));

function text(
  x: number,
  y: number,
  content: string,
  anchor: string,
  tone: string,
  weight = 'normal',
): string {
  return (
    `<text class="${tone}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="#444444" font-weight="${weight}">` +
    `${escapeHtml(content)}</text>`
  );
}
