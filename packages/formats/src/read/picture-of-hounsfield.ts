import { FormatError } from '../errors.js';

/** What data sets of CT slices add to Hounsfield units so that a 16-bit picture can hold them. */
const OFFSETS = [32768, 1024];
/** Hounsfield units that scanners give, but for what they fill the corners with. */
const [LOWEST, HIGHEST] = [-3100, 8191];
/** Air and lung make up a good part of any CT slice; no other picture has so much there and nothing far from it. */
const AIR = [-1100, -500];
const AIR_SHARE = 0.02;
/** Of 16 bits: a picture that uses less of them holds numbers, and not shades from black to white. */
const USED = 1 / 8;

/**
 * What was added to the Hounsfield units of a 16-bit picture, or undefined where its values do not look like such:
 * one in fifty must be air or lung, and all must lie within what scanners give (0 may fill the corners).
 */
export function hounsfieldOffset(data: Uint16Array): number | undefined {
  const highest = data.reduce((most, value) => Math.max(most, value), 0);
  return OFFSETS.find((offset) => {
    if (highest > offset + HIGHEST || highest <= offset) return false;
    let air = 0;
    for (const value of data) {
      const units = value - offset;
      if (value !== 0 && units < LOWEST) return false;
      if (value !== 0 && units > AIR[0] && units < AIR[1]) air++;
    }
    return air > AIR_SHARE * data.length;
  });
}

/** @throws {FormatError} `unsupported` for a picture that uses so little of its 16 bits that its black and white are unknown */
export function checkShades(data: Uint16Array, white: number): void {
  let [low, high] = [white, 0];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (high - low >= USED * white || high === low) return;
  throw new FormatError(
    'unsupported',
    `The 16-bit picture uses the values ${low} to ${high} of ${white}, so that they are numbers of unknown meaning and not shades from black to white. If they are Hounsfield units plus a number, say so: { window: [-1350, 150], offset: ... }; or export the slice as an 8-bit picture.`,
  );
}

/** Hounsfield units as grey from 0 to 255, rounded half up. */
export function windowedPicture(
  data: Uint8Array | Uint16Array,
  offset: number,
  [low, high]: readonly [number, number],
): Uint8Array {
  return Uint8Array.from(data, (value) =>
    Math.round(Math.min(Math.max((value - offset - low) / (high - low), 0), 1) * 255),
  );
}
