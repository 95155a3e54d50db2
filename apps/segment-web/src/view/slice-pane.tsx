/** One slice on a canvas: painted when something changed, moved and drawn on by pointers. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { countMarked } from '../logic/count-marked.js';
import { crossOf } from '../logic/cross-of.js';
import { ERROR_COLORS, errorLabels } from '../logic/error-labels.js';
import type { Point } from '../logic/stroke.js';
import { valueAt } from '../logic/value-at.js';
import { place } from '../logic/viewport.js';
import { SlicePainter } from '../paint/slice-painter.js';
import type { StudyInfo } from '../shared/types.js';
import { visibleBeside } from '../state/shown-beside.js';
import { useAppState, useSession } from './context.js';
import { Edges } from './edges.jsx';
import { handlesOfOpen, sliceSizeOf } from './handles.js';
import { CrossMark, RulerMark, ScaleBarMark } from './slice-marks.jsx';
import { useKeyboardBrush } from './use-keyboard-brush.js';
import { usePointers } from './use-pointers.js';
import { useSize } from './use-size.js';

export function SlicePane({ shows, study }: { shows: 'found' | 'truth'; study: StudyInfo }) {
  const session = useSession();
  const state = useAppState();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef(new SlicePainter());
  const size = useSize(box);
  const { slice } = state.look;
  const sliceSize = sliceSizeOf(study);
  const readout = useRef<HTMLParagraphElement>(null);
  const placement = place(sliceSize, size, state.look.viewport);
  /** Written past the page's own drawing: it changes with every move, and nothing else does. */
  const tellValue = (at: Point | undefined) => {
    const values = session.slices.get(slice);
    if (readout.current) readout.current.textContent = values ? valueAt(values, at, study.hounsfield) : '';
  };
  const handles = useMemo(() => handlesOfOpen(session), [session]);
  const pointer = usePointers(box, sliceSize, size, {
    handles,
    draws: shows === 'found',
    onHover: tellValue,
  });
  const cursor = useKeyboardBrush(box, sliceSize, shows === 'found') ?? pointer;

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const element = canvas.current;
      if (!element) return;
      const values = session.slices.get(slice);
      // Those that come next when somebody scrolls on.
      for (const near of [slice + 1, slice - 1])
        if (near >= 0 && near < study.shape[0]) session.slices.ask(near);
      const found = shows === 'found';
      const heat = found && state.look.overlay === 'heat' ? session.heat.get(slice) : undefined;
      const truth = state.look.compare ? session.truth.get(slice) : undefined;
      const marks = found ? session.mask(slice) : truth;
      const errors = found && truth && marks && state.look.errors;
      const mask = errors ? errorLabels(marks, truth) : marks;
      painter.current.paint(element, {
        ratio: devicePixelRatio || 1,
        size,
        placement,
        slice: values,
        window: state.look.window,
        mask: state.look.overlay === 'none' ? undefined : mask,
        probability: heat,
        opacity: state.look.opacity,
        outline: state.look.outline,
        smooth: state.look.smooth,
        colors: errors ? ERROR_COLORS : undefined,
        brush: cursor && found ? { at: cursor, radius: state.brush } : undefined,
      });
    });
    return () => cancelAnimationFrame(frame);
  });

  const marked = countMarked(
    shows === 'found' ? session.mask(slice) : (session.truth.get(slice) ?? new Uint8Array()),
  );
  const title = shows === 'found' ? 'Found' : 'True mask';
  const label = `${title}: slice ${slice + 1} of ${study.shape[0]}, ${marked} pixels marked. Arrow keys change the slice; with the brush or eraser, Shift with arrow keys moves it and Space draws.`;
  const input = visibleBeside(state) && state.inputs.find(({ id }) => id === study.input);
  const caption = state.look.compare ? title : state.look.planes ? 'Axial' : input?.label;
  return (
    <figure class="pane">
      <div
        ref={box}
        class={`slice tool-${state.tool}`}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is drawn on, with the keyboard too
        tabIndex={0}
        aria-label={label}
        data-testid={`pane-${shows}`}
      >
        <canvas ref={canvas} />
        {study.edges && <Edges edges={study.edges} />}
        {study.knownSpacing && (
          <ScaleBarMark placement={placement} millimeters={sliceSize.width * sliceSize.spacing[1]} />
        )}
        {state.look.planes && !state.look.compare && shows === 'found' && (
          <CrossMark placement={placement} slice={sliceSize} {...crossOf(state.look, study)} />
        )}
        {state.ruler?.slice === slice && shows === 'found' && (
          <RulerMark
            ruler={state.ruler}
            placement={placement}
            slice={sliceSize}
            spacing={sliceSize.spacing}
            known={study.knownSpacing}
          />
        )}
        {shows === 'found' && (
          <p class="readout" title="Window width and level">
            W {Math.round(state.look.window[1] - state.look.window[0])} L{' '}
            {Math.round((state.look.window[0] + state.look.window[1]) / 2)}
            {study.hounsfield ? ' HU' : ''}
          </p>
        )}
        <p class="value" ref={readout} data-testid="value" />
      </div>
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}
