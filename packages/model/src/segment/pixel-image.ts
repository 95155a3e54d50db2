/** What `segment` takes as a slice: plain pixels, a canvas's ImageData, or a tensor. */
import { Tensor } from '@tensorflow/tfjs-core';
import { ModelError } from '../errors.js';

export interface PixelImage {
  /** Rows from the top, channels interleaved: width * height * channels values. */
  data: ArrayLike<number> & { BYTES_PER_ELEMENT?: number };
  width: number;
  height: number;
  /** Value of white. Default: 255 for 8-bit arrays, 65535 for 16-bit ones, 1 for floats. */
  white?: number;
}

/** Also an `ImageData`; or a tensor [height, width] or [height, width, channels], int32 up to 255 or float32 up to 1. */
export type ImageLike = PixelImage | Tensor;

export interface CheckedImage {
  image: ImageLike;
  width: number;
  height: number;
  channels: number;
  white: number;
}

/** @throws ModelError that names what is wrong with the image. */
export function checkImage(image: ImageLike): CheckedImage {
  if (image instanceof Tensor || 'dataId' in image) return checkTensor(image as Tensor);
  const { data, width, height } = image;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new ModelError(
      'image',
      `The image is ${width} x ${height} pixels; width and height must be at least 1.`,
    );
  }
  const channels = data.length / (width * height);
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new ModelError(
      'image',
      `The image has ${data.length} values for ${width} x ${height} pixels, ${channels} for each; it must have 1 ` +
        '(grey), 3 (RGB) or 4 (RGBA) channels.',
    );
  }
  const white = image.white ?? whiteOf(data);
  if (!(white > 0))
    throw new ModelError('image', `white of the image is ${white}; it must be positive, such as 255.`);
  return { image, width, height, channels, white };
}

function checkTensor(image: Tensor): CheckedImage {
  const [height, width, channels = 1] = image.shape;
  if ((image.rank !== 2 && image.rank !== 3) || image.size === 0 || ![1, 3, 4].includes(channels)) {
    throw new ModelError(
      'image',
      `The image is a tensor of shape [${image.shape}]; it must be [height, width] or [height, width, 1, 3 or 4]. ` +
        'For a batch give an array of images.',
    );
  }
  return { image, width, height, channels, white: image.dtype === 'int32' ? 255 : 1 };
}

function whiteOf(data: PixelImage['data']): number {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return 255;
  if (data instanceof Uint16Array) return 65535;
  if (data instanceof Float32Array || data instanceof Float64Array) return 1;
  throw new ModelError(
    'image',
    "The image's data is no Uint8Array, Uint8ClampedArray, Uint16Array or Float32Array; say the value of white, for " +
      'example {data, width, height, white: 255}.',
  );
}
