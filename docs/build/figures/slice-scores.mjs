/** A dot for each validation slice, a row for each run, with the middle half as a box. */
import { scaleLinear } from 'd3-scale';
import { axes, COLORS, element, label, picture, rounded } from './chart.mjs';
import { longRuns } from './read-results.mjs';

const ROW = 54;

export function sliceScores(column) {
  const runs = longRuns();
  const frame = { left: 150, top: 14, right: 700, bottom: 14 + ROW * runs.length };
  const x = scaleLinear([0, 1], [frame.left, frame.right]);
  const none = Object.assign(() => 0, { ticks: () => [], tickFormat: () => String });
  const rows = runs.map(({ name, cases }, i) => {
    const middle = frame.top + ROW * (i + 0.5);
    const values = cases
      .map((row) => row[column])
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share));
    return [
      label(frame.left - 10, middle + 4, name, { 'text-anchor': 'end' }),
      element('rect', {
        x: rounded(x(low)),
        y: middle - 12,
        width: rounded(x(high) - x(low)),
        height: 24,
        fill: COLORS[i],
        opacity: 0.25,
      }),
      element('line', {
        x1: rounded(x(median)),
        x2: rounded(x(median)),
        y1: middle - 14,
        y2: middle + 14,
        stroke: COLORS[i],
        'stroke-width': 2,
      }),
      ...values.map((value) =>
        element('circle', { cx: rounded(x(value)), cy: middle, r: 4, fill: COLORS[i], opacity: 0.75 }),
      ),
    ].join('');
  });
  const title = `${column} of each slice of CT100 that was scored; the box holds the middle half, the line is the median`;
  return picture(
    { width: 720, height: frame.bottom + 44, title },
    axes(frame, x, none, { xLabel: column }),
    rows,
  );
}

/** Linear between neighbors, as NumPy's default. @param values Sorted. */
function quantile(values, share) {
  const at = share * (values.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, values.length - 1);
  return values[below] + (at - below) * (values[above] - values[below]);
}
