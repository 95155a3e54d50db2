/** One slice on a canvas: painted when something changed, moved and drawn on by pointers. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { countMarked } from '../logic/count-marked.js';
import { place } from '../logic/viewport.js';
import { SlicePainter } from '../paint/slice-painter.js';
import type { StudyInfo } from '../shared/types.js';
import { useAppState, useSession } from './context.js';
import { useKeyboardBrush } from './use-keyboard-brush.js';
import { usePointers } from './use-pointers.js';

const OPPOSITE: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', S: 'I', I: 'S' };

/** Sides of the patient, as every viewer writes them beside the picture. */
function Edges({ edges: [right, bottom] }: { edges: [string, string] }) {
  return (
    <>
      <span class="edge edge-left">{OPPOSITE[right]}</span>
      <span class="edge edge-right">{right}</span>
      <span class="edge edge-top">{OPPOSITE[bottom]}</span>
      <span class="edge edge-bottom">{bottom}</span>
    </>
  );
}

export function SlicePane({ shows, study }: { shows: 'found' | 'truth'; study: StudyInfo }) {
  const session = useSession();
  const state = useAppState();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef(new SlicePainter());
  const [size, setSize] = useState({ width: 1, height: 1 });
  const { slice } = state.look;
  const sliceSize = {
    width: study.shape[2],
    height: study.shape[1],
    spacing: [study.spacing[1], study.spacing[2]] as [number, number],
  };
  const pointer = usePointers(box, sliceSize, size, shows === 'found');
  const cursor = useKeyboardBrush(box, sliceSize, shows === 'found') ?? pointer;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      setSize({ width: Math.max(1, width), height: Math.max(1, height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

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
      const mask = found ? session.mask(slice) : session.truth.get(slice);
      painter.current.paint(element, {
        ratio: devicePixelRatio || 1,
        size,
        placement: place(sliceSize, size, state.look.viewport),
        slice: values,
        window: state.look.window,
        mask: state.look.overlay === 'none' ? undefined : mask,
        probability: heat,
        opacity: state.look.opacity,
        outline: state.look.outline,
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
      </div>
      {state.look.compare && <figcaption>{title}</figcaption>}
    </figure>
  );
}
