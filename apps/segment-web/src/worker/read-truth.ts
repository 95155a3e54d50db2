/** A true mask for the study that is open, voxel by voxel of its view. */
import { type NamedBytes, readVolume, type Volume } from '@miniseg/formats';
import { axialView, type Study } from '@miniseg/scan';
import { checkMaskMemory } from './page-memory.js';

export async function readTruth(files: readonly File[], { slices }: Study): Promise<Uint8Array> {
  const named: NamedBytes[] = [];
  for (const file of files) named.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  for (const { name, bytes } of named) checkMaskMemory(name, bytes);
  const truth = await readVolume(named.length === 1 ? named[0].bytes : named, { palette: 'indices' });
  const turned = axialView(truth).volume;
  if (turned.shape.join() !== slices.shape.join()) {
    const size = ({ shape }: Pick<Volume, 'shape'>) => shape.toReversed().join(' x ');
    throw new Error(
      `The mask has ${size(turned)} voxels (columns, rows, slices), and the scan ${size(slices)}. Give a mask of the same size; resample it first if it was drawn on another grid.`,
    );
  }
  return labelsOf(turned.data);
}

/** Probabilities and interpolated masks count from their middle; small whole numbers are labels. */
function labelsOf(data: Volume['data']): Uint8Array {
  let highest = 0;
  let whole = true;
  for (const value of data) {
    if (value > highest) highest = value;
    if (!Number.isInteger(value)) whole = false;
  }
  const labels = whole && highest <= 32;
  const threshold = labels ? 0 : highest / 2;
  return Uint8Array.from(data, (value) => (value > threshold ? (labels ? value : 1) : 0));
}
