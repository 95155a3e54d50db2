/** The coronal or the sagittal plane: pointed at, it moves the other two. */
import { useEffect, useRef } from 'preact/hooks';
import { crossOf } from '../logic/cross-of.js';
import { cutPlane, fromPlane, type Plane, planeSize } from '../logic/planes.js';
import { place, toPixel } from '../logic/viewport.js';
import { SlicePainter } from '../paint/slice-painter.js';
import type { StudyInfo } from '../shared/types.js';
import { NO_VIEWPORT } from '../state/state.js';
import { useAppState, useSession } from './context.js';
import { CrossMark } from './slice-marks.jsx';
import { useSize } from './use-size.js';

const TITLES: Record<Plane, string> = { coronal: 'Coronal', sagittal: 'Sagittal' };

export function PlanePane({ plane, study }: { plane: Plane; study: StudyInfo }) {
  const session = useSession();
  const { look } = useAppState();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef(new SlicePainter());
  const size = useSize(box);
  const shown = planeSize(plane, study.shape, study.spacing);
  const cross = crossOf(look, study);
  const at = plane === 'coronal' ? cross.row : cross.column;
  const placement = place(shown, size, NO_VIEWPORT);

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const values = session[plane].get(at);
      if (!canvas.current || !values) return;
      const mask = new Uint8Array(shown.width * shown.height);
      cutPlane(plane, at, session.labels, study.shape, mask);
      painter.current.paint(canvas.current, {
        ratio: devicePixelRatio || 1,
        size,
        placement,
        slice: values,
        window: look.window,
        mask: look.overlay === 'none' ? undefined : mask,
        opacity: look.opacity,
        outline: look.outline,
        smooth: look.smooth,
      });
    });
    return () => cancelAnimationFrame(frame);
  });

  const point = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const pixel = toPixel({ x: event.clientX - left, y: event.clientY - top }, shown, placement);
    const { slice, row = cross.row, column = cross.column } = fromPlane(plane, pixel, study.shape);
    const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
    session.store.dispatch({
      type: 'look',
      look: { slice, cross: { row: within(row, study.shape[1]), column: within(column, study.shape[2]) } },
    });
  };
  const across = plane === 'coronal' ? cross.column : cross.row;
  return (
    <figure class="pane plane">
      <div
        ref={box}
        class="slice"
        role="img"
        aria-label={`${TITLES[plane]} plane ${at + 1} of ${shown.count}`}
        data-testid={`pane-${plane}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          point(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons > 0) point(event);
        }}
      >
        <canvas ref={canvas} />
        <CrossMark
          placement={placement}
          slice={shown}
          row={study.shape[0] - 1 - look.slice}
          column={across}
        />
      </div>
      <figcaption>{TITLES[plane]}</figcaption>
    </figure>
  );
}
