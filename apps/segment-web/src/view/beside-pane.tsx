/** A slice of the study that hangs beside the open one. It is looked at only: strokes and lengths belong to the open one. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { renewBesideLabels } from '../app/hang.js';
import { commandOf } from '../logic/shortcuts.js';
import type { Point } from '../logic/stroke.js';
import { valueAt } from '../logic/value-at.js';
import { place } from '../logic/viewport.js';
import { SlicePainter } from '../paint/slice-painter.js';
import type { StudyInfo } from '../shared/types.js';
import { sameWindow, shownBeside } from '../state/shown-beside.js';
import type { Beside } from '../state/state.js';
import { useAppState, useSession } from './context.js';
import { Edges } from './edges.jsx';
import { handlesOfBeside, sliceSizeOf } from './handles.js';
import { ScaleBarMark } from './slice-marks.jsx';
import { usePointers } from './use-pointers.js';
import { useSize } from './use-size.js';

export function BesidePane({ here, beside }: { here: StudyInfo; beside: Beside }) {
  const session = useSession();
  const state = useAppState();
  const { look, inputs, results } = state;
  const { study, linked } = beside;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const painter = useRef(new SlicePainter());
  const size = useSize(box);
  const sliceSize = sliceSizeOf(study);
  const { slice, outside, window } = shownBeside(state);
  const [slices, height, width] = study.shape;
  const handles = useMemo(() => handlesOfBeside(session, here, study), [session, here, study]);
  const placement = place(sliceSize, size, handles.viewport(sliceSize, size));
  const onHover = (at: Point | undefined) => {
    const values = session.beside.get(slice);
    if (readout.current) readout.current.textContent = values ? valueAt(values, at, study.hounsfield) : '';
  };
  usePointers(box, sliceSize, size, { handles, draws: false, onHover });

  const counts = results[study.input]?.counts;
  // Counts change with the masks.
  useEffect(() => {
    renewBesideLabels(session).catch(() => {});
  }, [session, study, counts]);

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (!canvas.current) return;
      const values = session.beside.get(slice);
      for (const near of [slice + 1, slice - 1]) if (near >= 0 && near < slices) session.beside.ask(near);
      const mask = session.besideLabels.subarray(slice * height * width, (slice + 1) * height * width);
      painter.current.paint(canvas.current, {
        ratio: devicePixelRatio || 1,
        size,
        placement,
        slice: values,
        window,
        mask: look.overlay === 'none' || mask.length === 0 ? undefined : mask,
        opacity: look.opacity,
        outline: look.outline,
        smooth: look.smooth,
      });
    });
    return () => cancelAnimationFrame(frame);
  });

  /** Linked, the page's own keys move both. */
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { next: 1, previous: -1, forward: 10, back: -10, first: -slices, last: slices } as const;
    const command = commandOf(event);
    const step = by[command as keyof typeof by];
    if (linked || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    handles.step(step);
  };
  const input = inputs.find(({ id }) => id === study.input);
  const own = !linked || !sameWindow(here, study);
  return (
    <figure class="pane">
      <div
        ref={box}
        class={`slice tool-${besideTool(state.tool)}`}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its slices are moved with the keyboard too
        tabIndex={0}
        aria-label={`Beside, ${input?.label}: slice ${slice + 1} of ${slices}. Arrow keys change the slice.`}
        data-testid="pane-beside"
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} />
        {study.edges && <Edges edges={study.edges} />}
        {study.knownSpacing && (
          <ScaleBarMark placement={placement} millimeters={sliceSize.width * sliceSize.spacing[1]} />
        )}
        {own && (
          <p class="readout" title="Window width and level">
            W {Math.round(window[1] - window[0])} L {Math.round((window[0] + window[1]) / 2)}
            {study.hounsfield ? ' HU' : ''}
          </p>
        )}
        <p class="value" ref={readout} />
      </div>
      <figcaption>
        {input?.label}{' '}
        <span class="where">{outside ? 'nothing at this height' : `slice ${slice + 1} of ${slices}`}</span>
      </figcaption>
    </figure>
  );
}

/** What draws and measures elsewhere scrolls here. */
const besideTool = (tool: string) => (tool === 'window' || tool === 'pan' ? tool : 'scroll');
