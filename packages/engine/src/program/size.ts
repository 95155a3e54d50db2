/** Of an image or a map, in pixels. */
export interface Size {
  height: number;
  width: number;
}
