import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { readPlainFile, siblingFile } from '@miniseg/checkpoints/node';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import type { NamedBytes } from '../named-bytes.js';
import { readNiftiHeader } from '../nifti/nifti-header.js';
import { niftiHead } from '../nifti/read-nifti.js';
import { READ_OPTIONS, type ReadOptions, readChecked } from '../read/read-volume.js';
import { recognize } from '../read/recognize.js';
import { described } from '../to-bytes.js';
import type { Volume } from '../volume/volume.js';
import { ioError } from './io-error.js';
import { readBytes } from './read-bytes.js';
import { readFolder } from './read-folder.js';

/**
 * A volume from a path: a file of any format, the .hdr or .img of a NIfTI pair (the other is found beside it), or a
 * folder with the slices of a DICOM series.
 *
 * @throws {FormatError} `io`, and those of `readVolume`
 * @example
 * const volume = await readPath('scan.nii.gz');
 */
export async function readPath(file: string, options: ReadOptions = {}): Promise<Volume> {
  if (typeof file !== 'string') {
    throw new FormatError('invalid-argument', `readPath takes a path, and got ${described(file)}.`);
  }
  checkOptions('readPath', options, READ_OPTIONS);
  const info = await ioError(`read ${file}`, () => stat(file));
  return readChecked(
    'readPath',
    info.isDirectory() ? await readFolder(file) : await withPartner(file),
    options,
  );
}

async function withPartner(file: string): Promise<NamedBytes[]> {
  const bytes = await readBytes(file);
  const alone = [{ name: file, bytes }];
  const suffix = /\.(hdr|img)(\.gz)?$/i.exec(file);
  if (!suffix || (recognize(bytes) === 'nifti' && readNiftiHeader(niftiHead(bytes)).single)) return alone;
  const other = suffix[1].toLowerCase() === 'hdr' ? 'img' : 'hdr';
  for (const candidate of [`.${other}${suffix[2] ?? ''}`, `.${other}`, `.${other}.gz`]) {
    const name = file.slice(0, suffix.index) + candidate;
    const exists = await lstat(name).then(
      () => true,
      () => false,
    );
    if (exists) return [...alone, { name, bytes: await readPartner(file, name) }];
  }
  return alone;
}

/** A plain file beside: its voxels could be any bytes, and a link may lead to some that are nobody's business. */
function readPartner(file: string, partner: string): Promise<Uint8Array> {
  return ioError(`read the other half of ${file}`, async () => {
    const named = `'${file}'`;
    const found = await siblingFile(path.dirname(partner), path.basename(partner), { named });
    return readPlainFile(found.file);
  });
}
