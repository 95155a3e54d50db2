/** How a figure went from epoch to epoch, a line for each run. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { axes, COLORS, element, legend, picture } from './chart.mjs';
import { longRuns } from './read-results.mjs';

export function learningCurves(column, title) {
  const runs = longRuns().filter(({ history }) => history.length > 0);
  const frame = { left: 52, top: 40, right: 700, bottom: 280 };
  const rows = runs.flatMap(({ history }) => history);
  const x = scaleLinear([0, Math.max(...rows.map(({ epoch }) => epoch))], [frame.left, frame.right]);
  const y = scaleLinear([0, Math.max(...rows.map((row) => row[column]))], [frame.bottom, frame.top]).nice();
  const draw = line(
    (row) => x(row.epoch),
    (row) => y(row[column]),
  ).digits(1);
  const lines = runs.map(({ history }, i) =>
    element('path', { d: draw(history), fill: 'none', stroke: COLORS[i], 'stroke-width': 1.8 }),
  );
  return picture(
    { width: 720, height: 325, title },
    axes(frame, x, y, { xLabel: 'epoch' }),
    lines,
    legend(
      runs.map(({ name }) => name),
      frame.left,
      16,
    ),
  );
}
