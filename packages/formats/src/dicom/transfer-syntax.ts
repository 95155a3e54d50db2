/** How the pixels of a DICOM file are coded (PS3.5, section 10). */
export type PixelCoding = 'native' | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000';

const DEFLATED = '1.2.840.10008.1.2.1.99';
export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';

const CODINGS: Record<string, PixelCoding> = {
  [IMPLICIT_LITTLE_ENDIAN]: 'native',
  [EXPLICIT_LITTLE_ENDIAN]: 'native',
  [EXPLICIT_BIG_ENDIAN]: 'native',
  [DEFLATED]: 'native',
  '1.2.840.10008.1.2.5': 'rle',
  '1.2.840.10008.1.2.4.50': 'jpeg',
  '1.2.840.10008.1.2.4.51': 'jpeg',
  '1.2.840.10008.1.2.4.57': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.70': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.80': 'jpeg-ls',
  '1.2.840.10008.1.2.4.81': 'jpeg-ls',
  '1.2.840.10008.1.2.4.90': 'jpeg-2000',
  '1.2.840.10008.1.2.4.91': 'jpeg-2000',
  // High throughput, which the same decoder reads: lossless, lossless by resolution, and lossy.
  '1.2.840.10008.1.2.4.201': 'jpeg-2000',
  '1.2.840.10008.1.2.4.202': 'jpeg-2000',
  '1.2.840.10008.1.2.4.203': 'jpeg-2000',
};

/** The coding of a transfer syntax, or undefined for one that cannot be read (video, JPEG XL, ...). */
export function pixelCoding(transferSyntax: string): PixelCoding | undefined {
  return Object.hasOwn(CODINGS, transferSyntax) ? CODINGS[transferSyntax] : undefined;
}
