/** A PNG or JPEG as one grey slice. Colors that differ and transparency are refused, as `miniseg segment` does. */
import { DataError, decodeJpeg, decodePng, type Raster, recognize, volumeFromRaster } from '@miniseg/data';

export interface GreyPicture {
  data: Uint8Array | Uint16Array;
  width: number;
  height: number;
  white: number;
}

/** Channels of a grey JPEG may differ by what compression does to them. */
const JPEG_NOISE = 16;

export async function readPicture(bytes: Uint8Array): Promise<GreyPicture> {
  const jpeg = recognize(bytes) === 'jpeg';
  const raster = jpeg ? await decodeJpeg(bytes) : decodePng(bytes);
  checkGrey(raster, jpeg ? JPEG_NOISE : 0);
  const { data, shape } = volumeFromRaster(raster);
  return {
    data: data as GreyPicture['data'],
    width: shape[2],
    height: shape[1],
    white: raster.palette ? 255 : raster.maxValue,
  };
}

function checkGrey({ data, channels, palette, maxValue }: Raster, noise: number): void {
  const colors = palette ?? data;
  const step = palette ? 3 : channels;
  if (step >= 3) {
    for (let at = 0; at + 2 < colors.length; at += step) {
      const high = Math.max(colors[at], colors[at + 1], colors[at + 2]);
      const low = Math.min(colors[at], colors[at + 1], colors[at + 2]);
      if (high - low > noise) {
        throw new DataError(
          'unsupported',
          'The picture is in color; a CT slice must be grey. Export it as a grey PNG.',
        );
      }
    }
  }
  if (!palette && (channels === 2 || channels === 4)) {
    for (let at = channels - 1; at < data.length; at += channels) {
      if (data[at] !== maxValue) {
        throw new DataError('unsupported', 'The picture is transparent in places. Export it as a grey PNG.');
      }
    }
  }
}
