import type { DataSet } from 'dicom-parser';

/** CT is in Hounsfield units unless it says otherwise: 'US' is 'unspecified', a localizer is a projection. */
export function unitOf(places: DataSet[], modality: string): 'HU' | 'unknown' {
  const lut = modalityLut(places);
  if (lut) return lut.string('x00283004') === 'HU' ? 'HU' : 'unknown';
  const type = textOf(places, 'x00281054');
  if (type) return type === 'HU' ? 'HU' : 'unknown';
  const rescaled = places.some(({ elements }) => elements.x00281052?.length);
  const localizer = textOf(places.slice(-1), 'x00080008')?.includes('LOCALIZER') ?? false;
  return modality === 'CT' && rescaled && !localizer ? 'HU' : 'unknown';
}

/** Modalities whose values are measured in a unit, whatever the file says of it. */
const MEASURED = ['PT', 'NM', 'RTDOSE'];

/**
 * True where values measure something: Hounsfield units, a named unit, or the output of a Modality LUT. Then
 * MONOCHROME1 is a rule for the screen; a picture alone is turned over by it.
 */
export function isQuantity(places: DataSet[], modality: string): boolean {
  const type = textOf(places, 'x00281054');
  const named = (type && type !== 'US') || textOf(places, 'x00541001') || modalityLut(places);
  return unitOf(places, modality) === 'HU' || MEASURED.includes(modality) || Boolean(named);
}

/** The item of the Modality LUT Sequence, which replaces slope and intercept where there is one. */
export function modalityLut(places: DataSet[]): DataSet | undefined {
  return places.find(({ elements }) => elements.x00283000?.items?.length)?.elements.x00283000.items?.[0]
    .dataSet;
}

function textOf(places: DataSet[], tag: string): string | undefined {
  return places.find(({ elements }) => elements[tag]?.length)?.string(tag);
}
