import { check } from '../check-options.js';

/** Of an image or a map, in pixels. */
export interface Size {
  height: number;
  width: number;
}

/** @throws {EngineError} unless both sides are numbers of pixels. */
export function checkSize(size: Size): void {
  const known = [size?.height, size?.width].every((side) => Number.isFinite(side));
  check(known, 'The size', size, 'it is {height, width} in pixels');
}
