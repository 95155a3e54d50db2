/** A DICOM report of the marked volume for each segmentation, as viewers and archives read it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Measurement, MILLILITER, PERCENT, VOLUME, writeMeasurementReport } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import type { VolumeReport } from '@miniseg/scan';
import { versions } from '../version.js';

/**
 * Beside each segmentation of `report.json` in the folder. Equal segmentations at the same time give equal bytes.
 *
 * @param date Of creation.
 */
export async function writeReports(folder: string, date: Date): Promise<void> {
  const report = JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8'));
  // Of a network of more classes the figures are sums over all of its segments, which no report can name.
  if (report.classes !== undefined && report.classes !== 2) return;
  for (const volume of report.volumes as VolumeReport[]) {
    const measurements = measured(volume);
    if (volume.dicomSeg === undefined || measurements.length === 0) continue;
    const segmentation = new Uint8Array(await readFile(path.join(folder, volume.dicomSeg)));
    const bytes = writeMeasurementReport(segmentation, {
      groups: [{ segment: 1, measurements }],
      description: 'MiniSeg measurements',
      algorithm: { name: 'MiniSeg', version: versions.miniseg },
      date,
      createUid: uidsFrom(segmentation),
    });
    await writeFileAtomic(path.join(folder, volume.dicomSeg.replace(/(\.seg)?\.dcm$/, '.sr.dcm')), bytes);
  }
}

function measured({ milliliters, lungShare }: VolumeReport): Measurement[] {
  const share = ['MSEG01', '99MINISEG', 'Share of the lungs'] as const;
  return [
    ...(milliliters === undefined ? [] : [{ name: VOLUME, value: milliliters, unit: MILLILITER }]),
    ...(lungShare === undefined
      ? []
      : [{ name: [...share], value: 100 * lungShare, unit: PERCENT } as Measurement]),
  ];
}

/** UUIDs of version 8 (RFC 9562, 5.8) as DICOM writes them (PS3.5, B.2), which follow from the segmentation. */
function uidsFrom(segmentation: Uint8Array): () => string {
  const seed = createHash('sha256').update(segmentation).digest();
  let count = 0;
  return () => {
    const bytes = createHash('sha256').update(seed).update(`report ${count++}`).digest().subarray(0, 16);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
  };
}
