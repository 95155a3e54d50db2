/** What lies over a slice and is not of it: scale bar, ruler, lines of the other planes. */
import { describeRuler, type Ruler } from '../logic/ruler.js';
import { scaleBar } from '../logic/scale-bar.js';
import type { Placement, Size } from '../logic/viewport.js';

interface Place {
  placement: Placement;
  /** Of the slice, pixels. */
  slice: Size;
}

/** Pixels of the slice to those of the screen; whole numbers are pixels' centers. */
const onScreen = ({ placement, slice }: Place) => ({
  x: (column: number) => placement.left + ((column + 0.5) * placement.width) / slice.width,
  y: (row: number) => placement.top + ((row + 0.5) * placement.height) / slice.height,
});

/** @param millimeters Width of the slice in the patient. */
export function ScaleBarMark({ placement, millimeters }: { placement: Placement; millimeters: number }) {
  const bar = scaleBar(placement.width / millimeters, 140);
  if (!bar) return null;
  return (
    <div class="scale-bar">
      <svg width={Math.round(bar.pixels) + 2} height="9" aria-hidden="true">
        <path d={`M1 1v6h${Math.round(bar.pixels)}v-6`} />
      </svg>
      <span>{bar.text}</span>
    </div>
  );
}

export function RulerMark({
  ruler,
  spacing,
  known,
  ...place
}: Place & { ruler: Ruler; spacing: [number, number]; known: boolean }) {
  const { x, y } = onScreen(place);
  const [x1, y1] = [x(ruler.from.column), y(ruler.from.row)];
  const [x2, y2] = [x(ruler.to.column), y(ruler.to.row)];
  return (
    <svg class="marks" aria-hidden="true">
      {(['shadow', 'line'] as const).map((name) => (
        <g key={name} class={name}>
          <path d={`M${x1} ${y1}L${x2} ${y2}`} />
          <circle cx={x1} cy={y1} r="3.500" />
          <circle cx={x2} cy={y2} r="3.500" />
        </g>
      ))}
      <text x={x2 + 9} y={y2 - 7} data-testid="ruler">
        {describeRuler(ruler, spacing, known)}
      </text>
    </svg>
  );
}

/** Lines through a place, where the other planes cut. */
export function CrossMark({ row, column, ...place }: Place & { row: number; column: number }) {
  const { x, y } = onScreen(place);
  const { left, top, width, height } = place.placement;
  return (
    <svg class="marks cross" aria-hidden="true">
      <path d={`M${x(column)} ${top}v${height}M${left} ${y(row)}h${width}`} />
    </svg>
  );
}
