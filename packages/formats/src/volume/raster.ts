/** A decoded picture before it becomes a slice: samples as the file stores them, channels interleaved. */
export interface Raster {
  width: number;
  height: number;
  /** 1 grey or palette index, 2 grey + alpha, 3 RGB, 4 RGBA. */
  channels: 1 | 2 | 3 | 4;
  /** Row by row, `width * height * channels` samples. */
  data: Uint8Array | Uint16Array;
  /** The sample value of white: 1, 3, 15, 255 or 65535. */
  maxValue: number;
  /** RGB triples of the palette; `data` then holds indices. */
  palette?: Uint8Array;
}
