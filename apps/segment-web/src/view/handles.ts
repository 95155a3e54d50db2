/** What pointers take hold of on a picture: which slice it shows, where that lies, and what is black and white. */
import type { Session } from '../app/session.js';
import { shiftBeside, viewportBeside } from '../logic/hanging.js';
import type { Size, SliceSize, Viewport } from '../logic/viewport.js';
import type { GreyRange, StudyInfo } from '../shared/types.js';
import { sameWindow, shownBeside } from '../state/shown-beside.js';

export interface Handles {
  slices(): number;
  step(by: number): void;
  viewport(slice: SliceSize, canvas: Size): Viewport;
  setViewport(viewport: Viewport, slice: SliceSize, canvas: Size): void;
  /** What is black and white, and what was so at first. */
  values(): { window: GreyRange; range: GreyRange };
  setWindow(window: GreyRange): void;
  /** Lengths are measured here, and the other planes cut. */
  measures: boolean;
}

/** Of the open study. */
export function handlesOfOpen({ store }: Session): Handles {
  const look = () => store.get().look;
  return {
    slices: () => store.get().study?.shape[0] ?? 1,
    step: (by) => store.dispatch({ type: 'step', by }),
    viewport: () => look().viewport,
    setViewport: (viewport) => store.dispatch({ type: 'look', look: { viewport } }),
    values: () => ({ window: look().window, range: store.get().study?.range ?? look().window }),
    setWindow: (window) => store.dispatch({ type: 'look', look: { window } }),
    measures: true,
  };
}

/** Of the study beside: linked, it moves the open one, which it follows. */
export function handlesOfBeside(session: Session, here: StudyInfo, beside: StudyInfo): Handles {
  const { store } = session;
  const open = handlesOfOpen(session);
  const linked = () => store.get().beside?.linked ?? false;
  const shown = () => shownBeside(store.get());
  const change = (values: { slice?: number; viewport?: Viewport; window?: GreyRange }) =>
    store.dispatch({ type: 'beside', values });
  const hereSize = sliceSizeOf(here);
  const known = here.knownSpacing && beside.knownSpacing;
  const [down, right] = shiftBeside(here, beside);
  return {
    slices: () => beside.shape[0],
    step: (by) => (linked() ? open.step(by) : change({ slice: shown().slice + by })),
    viewport: (slice, canvas) =>
      viewportBeside(shown().viewport, hereSize, slice, canvas, { known, shift: [down, right] }),
    setViewport(viewport, slice, canvas) {
      const back = { known, shift: [-down, -right] as const };
      const asOpen = viewportBeside(viewport, slice, hereSize, canvas, back);
      if (linked()) open.setViewport(asOpen, hereSize, canvas);
      else change({ viewport: asOpen });
    },
    values: () => ({ window: shown().window, range: beside.range }),
    setWindow: (window) =>
      linked() && sameWindow(here, beside) ? open.setWindow(window) : change({ window }),
    measures: false,
  };
}

export const sliceSizeOf = ({ shape, spacing }: StudyInfo): SliceSize => ({
  width: shape[2],
  height: shape[1],
  spacing: [spacing[1], spacing[2]],
});
