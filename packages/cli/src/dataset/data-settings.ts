/** What says which slices there are, and which of them are for training. */
export interface DataSettings {
  /** Folder with `images/`, `masks/` and, if the folds are published, `folds.json`. */
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
