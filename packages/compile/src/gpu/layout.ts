/** How maps are cut into what a shader reads and writes at once. */
import type { Size } from '@miniseg/engine';

/** A map of C channels has ceil(C / 4) groups, each height x width elements of four channels. */
export interface Layout extends Size {
  groups: number;
  /** Where a map is a picture, groups beside each other, and images in it: all of one before those of the next. */
  columns: number;
  images: number;
}

/** Elements that hold this many channels. */
export function groupsOf(channels: number): number {
  return Math.ceil(channels / 4);
}
