/** How volumes are cut into slices. */
export interface VolumeSettings {
  /** `lung`, or center,width in Hounsfield units: values from black to white. */
  window?: string;
  /** Values that are black and white, of any unit. */
  range?: [number, number];
  /** Share of slices with findings among those that are trained on; default: every slice is taken. */
  foregroundShare?: number;
  /** Takes volumes of which some show much more of the patient than others. */
  mixedSpacings?: boolean;
}

/** What says which slices there are, and which of them are for training. */
export interface DataSettings extends VolumeSettings {
  /** Folder with `images/` and `masks/`, or of volumes with masks; `folds.json` in it has the published folds. */
  data?: string;
  /** Folders of images and masks, instead of `data`; or a list of items (CSV, JSON). */
  images?: string;
  masks?: string;
  list?: string;
  /** Stored value to label, for example {"255": 1}. */
  remap?: Record<string, number>;
  /** File of splits or published folds; default: `folds.json` in the data folder, else a hold-out by the seed. */
  split?: string;
  /** Which fold of it, from 1. */
  fold?: number;
  /** Share of the slices that is held out when there is no file of splits. */
  validationShare: number;
  seed: number;
}
