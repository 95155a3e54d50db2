/** Learning curves as one SVG: loss above, figures of the validation below. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { EpochRow } from './history.js';

interface Curve {
  name: string;
  color: string;
  points: [epoch: number, value: number][];
}

const WIDTH = 720;
const PANEL = 230;
const MARGIN = { left: 64, right: 96, top: 34, bottom: 34 };
/** Of Okabe and Ito: told apart by those who see colors differently, and in grey. */
const COLORS = { loss: '#0072b2', DSC: '#d55e00', mIoU: '#009e73', SEN: '#cc79a7', SPC: '#56b4e9' };

/**
 * Presentation attributes alone, no styles and no scripts: the picture shows under any content security policy. A page with
 * a style for the classes shows it in its own colors.
 *
 * @param options.kept The epoch whose weights were kept: a dashed line marks it.
 * @example
 * await writeFile('curves.svg', curvesSvg(history));
 */
export function curvesSvg(history: readonly EpochRow[], { kept }: { kept?: number } = {}): string {
  const curve = (name: keyof typeof COLORS): Curve => ({
    name,
    color: COLORS[name],
    points: history.flatMap((row) => {
      const value = row[name];
      // A loss of 0 has no place on a logarithmic scale.
      const shown = value !== undefined && Number.isFinite(value) && (name !== 'loss' || value > 0);
      return shown ? [[row.epoch, value]] : [];
    }),
  });
  const scores = (['DSC', 'mIoU', 'SEN', 'SPC'] as const)
    .map(curve)
    .filter(({ points }) => points.length > 0);
  const last = Math.max(1, ...history.map(({ epoch }) => epoch));
  const panels = [
    panel('Loss of training (logarithmic)', [curve('loss')], { last, kept, kind: 'log', top: 0 }),
    panel('Validation', scores, { last, kept, kind: 'share', top: PANEL }),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${2 * PANEL}" width="${WIDTH}" height="${2 * PANEL}" ` +
      'font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Learning curves">',
    `<rect class="paper" width="${WIDTH}" height="${2 * PANEL}" fill="#ffffff"/>`,
    ...panels.flat(),
    '</svg>\n',
  ].join('\n');
}

interface PanelOptions {
  /** Last epoch. */
  last: number;
  kept?: number;
  kind: 'log' | 'share';
  /** Where it begins. */
  top: number;
}

function panel(title: string, curves: readonly Curve[], { last, kept, kind, top }: PanelOptions): string[] {
  const values = curves.flatMap(({ points }) => points.map(([, value]) => value));
  const across = scaleLinear([Math.min(1, last - 1), last], [MARGIN.left, WIDTH - MARGIN.right]);
  const span = [top + PANEL - MARGIN.bottom, top + MARGIN.top];
  const up = kind === 'share' ? scaleLinear([0, 1], span) : scaleLog(logDomain(values), span);
  const parts = [text(MARGIN.left, top + 20, title, 'start', '#222222', 'bold', 'ink')];
  const [bottom, highest] = span;
  // A logarithmic scale gives every digit of a decade; labels for all of them would run into each other.
  const format = kind === 'share' ? up.tickFormat(5) : up.tickFormat(6, '~g');
  for (const tick of up.ticks(kind === 'share' ? 5 : 6)) {
    const y = up(tick).toFixed(1);
    parts.push(
      `<path class="grid" d="M${MARGIN.left},${y}H${WIDTH - MARGIN.right}" stroke="#e4e4e4" fill="none"/>`,
    );
    parts.push(text(MARGIN.left - 8, up(tick) + 4, format(tick), 'end'));
  }
  for (const tick of across.ticks(Math.min(last, 8)).filter(Number.isInteger)) {
    parts.push(text(across(tick), bottom + 18, String(tick), 'middle'));
  }
  parts.push(text(WIDTH - MARGIN.right, bottom + 31, 'epoch', 'end'));
  parts.push(
    `<path class="axis" d="M${MARGIN.left},${highest}V${bottom}H${WIDTH - MARGIN.right}" stroke="#888888" fill="none"/>`,
  );
  if (kept !== undefined && kept <= last) {
    const x = across(kept).toFixed(1);
    const left = kept < last / 2;
    parts.push(
      `<path class="mark" d="M${x},${highest}V${bottom}" stroke="#222222" stroke-dasharray="4 4" fill="none"/>`,
      text(
        across(kept) + (left ? 5 : -5),
        bottom - 6,
        `kept: epoch ${kept}`,
        left ? 'start' : 'end',
        '#222222',
        'normal',
        'ink',
      ),
    );
  }
  const draw = line<[number, number]>(
    ([epoch]) => across(epoch),
    ([, value]) => up(value),
  ).digits(1);
  curves.forEach(({ name, color, points }, index) => {
    parts.push(
      `<path class="curve" d="${draw(points) ?? ''}" stroke="${color}" stroke-width="2" fill="none"/>`,
    );
    for (const [epoch, value] of points.length <= 40 ? points : points.slice(-1)) {
      parts.push(
        `<circle class="curve" cx="${across(epoch).toFixed(1)}" cy="${up(value).toFixed(1)}" r="2.5" fill="${color}"/>`,
      );
    }
    const now = points.at(-1)?.[1];
    const label = now === undefined ? name : `${name} ${now.toPrecision(3)}`;
    parts.push(text(WIDTH - MARGIN.right + 10, highest + 12 + 18 * index, label, 'start', color, 'bold'));
  });
  if (values.length === 0) parts.push(text(WIDTH / 2, (bottom + highest) / 2, 'nothing yet', 'middle'));
  return parts;
}

/** Of some width, whatever the values are. */
function logDomain(values: readonly number[]): [number, number] {
  return values.length === 0 ? [0.1, 1] : [0.9 * Math.min(...values), 1.1 * Math.max(...values)];
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: string,
  color = '#444444',
  weight = 'normal',
  tone = color === '#444444' ? 'soft' : 'curve',
): string {
  return (
    `<text class="${tone}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${color}" font-weight="${weight}">` +
    `${content}</text>`
  );
}
