/** A mask of zeros and ones, and the box that holds its ones. */

/** First (inclusive) and last (exclusive) index along each of the three axes. */
export interface Box {
  start: [number, number, number];
  end: [number, number, number];
}

export interface BinaryMask {
  /** 1 for foreground, 0 for background. It may be the caller's own, and is not written to. */
  data: Uint8Array;
  /** Number of foreground pixels. */
  count: number;
  /** The smallest box around the foreground; start = end where there is none. */
  box: Box;
}
