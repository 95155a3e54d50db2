import type { DataSet } from 'dicom-parser';
import { FormatError } from '../errors.js';
import type { Vector3 } from '../volume/volume.js';
import type { DicomFrame, DicomHeader } from './dicom-image.js';
import { textNumbers } from './dicom-numbers.js';

/**
 * For each frame the data sets in which its attributes may be, most special first: its functional groups, those
 * shared by all frames (enhanced objects, PS3.3 C.7.6.16), the file itself.
 */
export function functionalGroups(dataSet: DataSet): (frame: number) => DataSet[] {
  const inside = (item: { dataSet?: DataSet } | undefined): DataSet[] =>
    Object.values(item?.dataSet?.elements ?? {}).flatMap(({ items }) => items?.[0]?.dataSet ?? []);
  const shared = inside(dataSet.elements.x52009229?.items?.[0]);
  const perFrame = dataSet.elements.x52009230?.items;
  return (frame) => [...inside(perFrame?.[frame]), ...shared, dataSet];
}

function numbers(places: DataSet[], tag: string, name: string, count: number): number[] | undefined {
  return textNumbers(
    places.find(({ elements }) => elements[tag]?.length),
    tag,
    name,
    count,
  );
}

export function readFrame(places: DataSet[]): DicomFrame {
  const position = numbers(places, 'x00200032', 'ImagePositionPatient', 3) as Vector3 | undefined;
  const directions = numbers(places, 'x00200037', 'ImageOrientationPatient', 6);
  const segment = places.find(({ elements }) => elements.x0062000b)?.uint16('x0062000b');
  const frame: DicomFrame = { position, ...readRescale(places), segment };
  if (segment !== undefined) frame.thickness = numbers(places, 'x00180050', 'SliceThickness', 1)?.[0];
  const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector)) as Vector3;
  if (directions && Math.hypot(...directions.slice(0, 3)) > 0 && Math.hypot(...directions.slice(3)) > 0) {
    // The file's 'row direction' is that in which the column index grows.
    frame.columnDirection = unit(directions.slice(0, 3));
    frame.rowDirection = unit(directions.slice(3));
  }
  return frame;
}

/** Slope and intercept come together; with one alone nobody can tell what the values mean. */
function readRescale(places: DataSet[]): Pick<DicomFrame, 'slope' | 'intercept'> {
  const slope = numbers(places, 'x00281053', 'RescaleSlope', 1)?.[0];
  const intercept = numbers(places, 'x00281052', 'RescaleIntercept', 1)?.[0];
  if ((slope === undefined) !== (intercept === undefined)) {
    const [has, lacks] =
      slope === undefined ? ['RescaleIntercept', 'RescaleSlope'] : ['RescaleSlope', 'RescaleIntercept'];
    throw new FormatError(
      'corrupt',
      `The DICOM file has ${has} and no ${lacks}; values need both. Add the missing one first.`,
    );
  }
  if (slope === 0) {
    throw new FormatError(
      'corrupt',
      "The DICOM file's RescaleSlope (0028,1053) is 0, which makes all values alike. Correct it first.",
    );
  }
  return { slope: slope ?? 1, intercept: intercept ?? 0 };
}

export function measures(
  places: DataSet[],
): Pick<DicomHeader, 'pixelSpacing' | 'sliceDistance' | 'sliceThickness'> {
  const positive = (values: number[] | undefined) =>
    values?.every((value) => value > 0) ? values : undefined;
  const pixelSpacing =
    positive(numbers(places, 'x00280030', 'PixelSpacing', 2)) ??
    positive(numbers(places, 'x00181164', 'ImagerPixelSpacing', 2));
  // Negative in some nuclear medicine, where slices are counted downwards.
  const distance = Math.abs(numbers(places, 'x00180088', 'SpacingBetweenSlices', 1)?.[0] ?? 0);
  return {
    pixelSpacing: pixelSpacing as [number, number] | undefined,
    sliceDistance: distance > 0 ? distance : undefined,
    sliceThickness: positive(numbers(places, 'x00180050', 'SliceThickness', 1))?.[0],
  };
}

/** What tells the scans of one series apart, the most telling first. */
const TRAITS: Record<string, string> = {
  x00200012: 'AcquisitionNumber',
  x00200100: 'TemporalPositionIdentifier',
  x00209128: 'TemporalPositionIndex',
  x00209056: 'StackID',
  x00180086: 'EchoNumbers',
  x00180081: 'EchoTime',
  x00189087: 'DiffusionBValue',
  x00209241: 'NominalPercentageOfCardiacPhase',
  x00181060: 'TriggerTime',
  x00181210: 'ConvolutionKernel',
  x00180060: 'KVP',
  x00080008: 'ImageType',
  x00080017: 'AcquisitionUID',
};

export function traitsOf(dataSet: DataSet): Map<string, string> {
  const traits = new Map<string, string>();
  for (const [tag, name] of Object.entries(TRAITS)) {
    const element = dataSet.elements[tag];
    if (!element?.length) continue;
    const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
    traits.set(name, String.fromCharCode(...bytes.subarray(0, 256)).trim());
  }
  return traits;
}
