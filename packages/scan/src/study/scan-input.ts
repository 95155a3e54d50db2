import type { ImageKind } from '../sort/image-kind.js';
import type { ImageSource } from '../sort/image-source.js';

/** Something that can be segmented: one file, a .hdr with its .img, or the files of a series. No pixel is read yet. */
export interface ScanInput<Source extends ImageSource = ImageSource> {
  /** Results are named after it. */
  name: string;
  /** What lists and reports call it. */
  label: string;
  /** How it is read. */
  kind: ImageKind;
  files: Source[];
  /** What is odd about it, in sentences, as far as is known before its pixels are read. */
  notes: string[];
}
