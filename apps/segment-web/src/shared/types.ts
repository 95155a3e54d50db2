/** What the page and its workers tell each other. Everything here survives a structured clone. */
import type { PixelArray, Vector3 } from '@miniseg/formats';
import type { FileReason, GreyRange, GreyScale, ImageKind, NetworkSlice as ScanSlice } from '@miniseg/scan';

export type { GreyRange };

/** Something that can be segmented: one file, or the files of a series. Nothing of its pixels is known yet. */
export interface InputInfo {
  id: string;
  /** Results are named after it. */
  name: string;
  /** What the list shows. */
  label: string;
  kind: ImageKind;
  files: number;
  notes: string[];
}

export type FileProblem = FileReason;

/** What a handful of dropped files turned out to be. */
export interface SortedFiles {
  inputs: InputInfo[];
  /** Left alone, and why. */
  notTaken: FileProblem[];
  /** Damaged. */
  failed: FileProblem[];
  /** Files of weights, which may be among them. */
  weights: File[];
}

/** An input that was read: its axial view, in which everything on the page counts slices, rows and columns. */
export interface StudyInfo {
  input: string;
  /** [slices, rows, columns] of the view. */
  shape: Vector3;
  /** Millimeters, in the order of `shape`. */
  spacing: Vector3;
  /** False where the file does not say how large its voxels are. */
  knownSpacing: boolean;
  /** Letters of the file's columns, rows and slices. */
  orientation: string;
  /** Where the right and the lower edge of the picture lie in the patient, such as L and P; absent where unknown. */
  edges?: [right: string, bottom: string];
  /** [slices, rows, columns] of the file. */
  fileShape: Vector3;
  hounsfield: boolean;
  /** What the network sees as black and white. */
  range: GreyRange;
  /** What had to be guessed of the values' meaning; `notes` says it in words. */
  guessed?: GreyScale['guessed'];
  /** Of one voxel; absent where the file does not say how large it is. */
  voxelMilliliters?: number;
  /** A DICOM segmentation can be written. */
  dicom: boolean;
  seriesInstanceUID?: string;
  /** Where the view lies in a frame of reference, in which other series of the same visit lie; DICOM alone names one. */
  frame?: {
    uid: string;
    /** Of the first voxel's center, millimeters. */
    origin: Vector3;
    /** Unit vectors along which slices, rows and columns grow. */
    direction: [Vector3, Vector3, Vector3];
  };
  notes: string[];
}

export interface SliceValues {
  data: PixelArray;
  width: number;
  height: number;
}

/** A slice as the network takes it. */
export interface NetworkSlice extends ScanSlice {
  /** [height, width] for the network, or one side for both, where it is not the slice's own. */
  inputSize?: [number, number] | number;
}

/** Views of each slice that are averaged: its mirror images, or these at several sizes. */
export type Views = 'flips' | 'multiscale';

/** How the network looks at each slice, by which its work is counted. */
export interface NetworkView {
  /** Side to which slices are resized; absent for their own. */
  size?: number;
  /** Of the network. */
  runs: number;
}

export interface PredictOptions {
  probability: boolean;
  /** Default: the slice as it is. */
  tta?: Views;
}

export type BackendChoice = 'auto' | 'wasm' | 'webgl' | 'webgpu' | 'cpu';

export interface Normalization {
  mean: number;
  std: number;
}

export interface WeightsRequest {
  /** One checkpoint, or the model.json of a tfjs model and its .bin files. */
  files: File[];
  backend: BackendChoice;
  /** Asked of the user where the weights do not remember theirs. */
  normalization?: Normalization;
}

export interface EngineInfo {
  /** Tells these weights, as they are used, from others; see `makerOf`. */
  key?: string;
  /** The weights that come with the page. */
  demo?: boolean;
  /** Of what computes. */
  versions?: Versions;
  /** What computes. */
  backend: Exclude<BackendChoice, 'auto'>;
  /** What a graphics backend runs on, in the driver's words. */
  hardware?: string;
  /** Numerical checks that the backend passed, of those that were run. */
  checks?: { passed: number; total: number };
  /** What was tried before, and why it was not taken. */
  passedOver?: string[];
  /** File name. */
  file: string;
  /** Absent where the browser offers no hash: outside of https, localhost and the disk. */
  sha256?: string;
  parameters: number;
  classes: number;
  preset?: string;
  /** Side of the slices that the network learned from, where the weights remember it. */
  trainedSize?: number;
  /** How slices are looked at: the user's choice. */
  tta?: Views;
  /** How often the network runs on a slice for each choice. */
  runs?: Record<Views, number>;
  /** Undefined: the user must say. */
  normalization?: Normalization;
}

export interface Versions {
  miniseg: string;
  tfjs: string;
}

/** What made a mask: the weights, as they were used, and what computed. It stays with the mask. */
export interface Maker
  extends Pick<
    EngineInfo,
    | 'file'
    | 'sha256'
    | 'parameters'
    | 'preset'
    | 'normalization'
    | 'trainedSize'
    | 'tta'
    | 'backend'
    | 'demo'
    | 'versions'
  > {
  key: string;
}

/** A graphics backend: on what it runs, or why it does not. */
export interface BackendOffer {
  name: 'webgl' | 'webgpu';
  starts: boolean;
  /** In the driver's words. */
  hardware?: string;
  /** The graphics card is emulated by the processor. */
  software?: boolean;
  reason?: string;
  /** What the user can do about it. */
  cure?: string;
}

export interface Prediction {
  mask: Uint8Array;
  classes: number;
  /** Of being no background, 0..255; where it was asked for. */
  probability?: Uint8Array;
}

export interface Shares {
  bodyShare?: number;
  lungShare?: number;
  notes: string[];
}

export interface CorrectedSlice {
  slice: NetworkSlice;
  mask: Uint8Array;
}

export interface TrainRequest {
  /** Of the network that is taught. */
  files: File[];
  normalization: Normalization;
  slices: CorrectedSlice[];
  /** Updates of the weights. */
  steps: number;
}
