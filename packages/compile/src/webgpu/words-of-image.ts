/** Pixels as the device takes them: whole words. */
import type { CheckedImage } from '@miniseg/engine';
import type { PixelFormat } from './prelude.js';

/** @returns A view of the image's own memory where that has whole words. */
export function wordsOfImage({ data }: CheckedImage): { format: PixelFormat; words: ArrayBufferView } {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) {
    return { format: 'u8', words: padded(data, Uint8Array, 4) };
  }
  if (data instanceof Uint16Array) return { format: 'u16', words: padded(data, Uint16Array, 2) };
  return { format: 'f32', words: data instanceof Float32Array ? data : Float32Array.from(data) };
}

function padded(
  data: ArrayLike<number> & ArrayBufferView,
  Type: Uint8ArrayConstructor | Uint16ArrayConstructor,
  most: number,
): ArrayBufferView {
  if (data.length % most === 0) return data;
  const copy = new Type(Math.ceil(data.length / most) * most);
  copy.set(data);
  return copy;
}
