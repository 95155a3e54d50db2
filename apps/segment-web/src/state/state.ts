/** Everything that the page shows, apart from pixels. Values are never changed in place. */
import type { Anchor } from '../logic/hanging.js';
import type { Ruler } from '../logic/ruler.js';
import type { Viewport } from '../logic/viewport.js';
import type {
  BackendChoice,
  EngineInfo,
  FileProblem,
  GreyRange,
  InputInfo,
  Maker,
  Shares,
  StudyInfo,
} from '../shared/types.js';

export type Tool = 'scroll' | 'window' | 'pan' | 'brush' | 'eraser' | 'ruler';
export type Theme = 'system' | 'light' | 'dark';
export type Overlay = 'mask' | 'heat' | 'none';

/** What was found in an input, slice by slice of its view. */
export interface Result {
  /** Marked pixels of each slice; undefined: not segmented yet. */
  counts: readonly (number | undefined)[];
  /** Slices that the user corrected. */
  edited: readonly number[];
  classes: number;
  shares?: Shares;
  /** Milliseconds that the network took. */
  milliseconds: number;
  /** What computed it. */
  backend?: string;
  /** The weights that made it; absent for what was drawn by hand alone. */
  maker?: Maker;
}

export interface Look {
  slice: number;
  /** Somebody chose the slice: it is not changed for a larger finding. */
  chosen: boolean;
  window: GreyRange;
  viewport: Viewport;
  overlay: Overlay;
  opacity: number;
  outline: boolean;
  compare: boolean;
  /** In comparing: found, too much and missed in colors of their own. */
  errors: boolean;
  /** Between pixels; off shows them as squares. */
  smooth: boolean;
  /** Coronal and sagittal beside the axial picture. */
  planes: boolean;
  /** Where the other planes cut, pixels of the axial slice; undefined: through its middle. */
  cross?: { row: number; column: number };
}

export interface Run {
  input: string;
  done: number;
  total: number;
  /** Inputs that wait behind it. */
  queue: readonly string[];
}

export interface Training {
  step: number;
  total: number;
  loss?: number;
  /** Slices that it learns from. */
  slices: number;
}

export interface Message {
  id: number;
  kind: 'error' | 'note' | 'success';
  text: string;
  /** What the user can do about it. */
  next?: string;
  /** A button that does it. */
  undo?: 'close';
}

/** Weights that were made on this page. */
export interface TrainedWeights {
  /** Of the file, by which the session knows it. */
  id: number;
  file: string;
  saved: boolean;
}

/** A second study, side by side with the open one. */
export interface Beside {
  study: StudyInfo;
  /** It follows the open one: slices, zoom and, where both have Hounsfield units, the window. */
  linked: boolean;
  anchor: Anchor;
  /** Its own while it is not linked; the viewport is said as one of the open study. */
  slice: number;
  viewport: Viewport;
  /** Its own while it is not linked, or has other units. */
  window: GreyRange;
}

export interface Truth {
  file: string;
  /** Marked pixels of each slice. */
  counts: readonly number[];
}

export type Dialog = 'help' | 'weights' | 'scene' | 'report';

export interface State {
  inputs: readonly InputInfo[];
  problems: readonly FileProblem[];
  notTaken: readonly FileProblem[];
  /** Inputs that could not be read or segmented. */
  failures: Readonly<Record<string, string>>;
  /** Files are being looked at. */
  sorting: boolean;
  /** Input that is being read. */
  opening?: string;
  /** Files of it that were read so far. */
  reading?: { done: number; total: number };
  study?: StudyInfo;
  /** Of every input that was open so far. */
  studies: Readonly<Record<string, StudyInfo>>;
  results: Readonly<Record<string, Result>>;
  /** Moves when pixels of the mask or the slice changed, so that pictures are painted anew. */
  pixels: number;
  look: Look;
  tool: Tool;
  /** Radius in pixels. */
  brush: number;
  label: number;
  /** What was measured last; it belongs to a slice of the open input. */
  ruler?: Ruler;
  /** Slices go by on their own. */
  playing: boolean;
  /** Somebody has seen how the picture is handled. */
  introduced: boolean;
  undo: number;
  redo: number;
  engine?: EngineInfo;
  engineState: 'none' | 'loading' | 'ready' | 'failed';
  backend: BackendChoice;
  run?: Run;
  /** Masks that are put into an archive right now. */
  archiving?: { done: number; total: number };
  training?: Training;
  /** Weights that were trained here, which stay at hand until they are saved or discarded. */
  trained: readonly TrainedWeights[];
  truth?: Truth;
  beside?: Beside;
  /** Input that is being read to hang beside. */
  hanging?: string;
  messages: readonly Message[];
  dialog?: Dialog;
  theme: Theme;
  /** Work of an earlier visit that can be taken up. */
  kept?: { files: number; names: readonly string[]; savedAt: number };
}

export const NO_VIEWPORT: Viewport = { zoom: 1, x: 0, y: 0 };

export const INITIAL: State = {
  inputs: [],
  problems: [],
  notTaken: [],
  failures: {},
  sorting: false,
  studies: {},
  results: {},
  pixels: 0,
  look: {
    slice: 0,
    chosen: false,
    window: [0, 255],
    viewport: NO_VIEWPORT,
    overlay: 'mask',
    opacity: 0.35,
    outline: true,
    compare: false,
    errors: true,
    smooth: true,
    planes: false,
  },
  tool: 'scroll',
  brush: 6,
  playing: false,
  introduced: false,
  label: 1,
  undo: 0,
  redo: 0,
  engineState: 'none',
  trained: [],
  backend: 'auto',
  messages: [],
  theme: 'system',
};
