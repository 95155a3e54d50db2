/** Time of one slice on each engine, on one thread and two, out of the measured table. */
import { scaleLinear } from 'd3-scale';
import { axes, COLORS, element, label, legend, picture, rounded } from './chart.mjs';
import { measuredTable } from './read-results.mjs';

/** What is no engine that somebody would choose. */
const LEFT_OUT = /peak|baseline/;
const BAR = 13;

export function engineBars(preset) {
  const rows = measuredTable('All of them in one run').filter(
    (row) => row.preset === preset && !LEFT_OUT.test(row.engine) && row.threads !== '1 (2)',
  );
  const engines = [...new Set(rows.map(({ engine }) => engine))];
  const frame = { left: 190, top: 36, right: 660, bottom: 36 + engines.length * (2 * BAR + 12) };
  const x = scaleLinear(
    [0, Math.max(...rows.map((row) => row['min, ms']))],
    [frame.left, frame.right],
  ).nice();
  const none = Object.assign(() => 0, { ticks: () => [], tickFormat: () => String });
  const bars = engines.flatMap((engine, i) => {
    const top = frame.top + i * (2 * BAR + 12) + 6;
    const ofEngine = rows.filter((row) => row.engine === engine);
    return [
      label(frame.left - 8, top + BAR + 4, engine, { 'text-anchor': 'end' }),
      ...ofEngine.flatMap((row) => {
        const y = top + (row.threads - 1) * BAR;
        const width = rounded(x(row['min, ms']) - frame.left);
        return [
          element('rect', { x: frame.left, y, width, height: BAR - 1, fill: COLORS[row.threads - 1] }),
          label(frame.left + width + 4, y + BAR - 3, row['min, ms'], { 'font-size': 11 }),
        ];
      }),
    ];
  });
  const title = `Milliseconds for one 512x512 slice, preset ${preset}, Node 24; shorter is faster`;
  return picture(
    { width: 720, height: frame.bottom + 44, title },
    axes(frame, x, none, { xLabel: 'ms' }),
    bars,
    legend(['one thread', 'two threads'], frame.left, 20),
  );
}
