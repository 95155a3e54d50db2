import type { Segment } from './segment.js';

/** What a DICOM segmentation says about itself and its segments. */
export interface WriteSegmentationOptions {
  /** What the labels mean; at least one. */
  segments: Segment[];
  /** Series description; default 'Segmentation'. */
  description?: string;
  /** Name and version of what drew the segments; default 'MiniSeg', '0'. */
  algorithm?: { name: string; version: string };
  /** Series number, default 100. */
  seriesNumber?: number;
  /** Time of creation; default now. */
  date?: Date;
  /** Makes unique identifiers; default random ones. */
  createUid?: () => string;
}
