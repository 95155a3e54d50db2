/** nnU-Net's names of images: `case_0000.nii.gz` is the first channel of the case whose labels are `case.nii.gz`. */
import { CliError } from '../errors.js';
import { nameSome } from '../text/name-some.js';
import { stem } from './stem.js';

const CHANNEL = /^(.+)_(\d{4})$/;

/** A case without the suffix of its channel. */
export const withoutChannel = (file: string): string => CHANNEL.exec(stem(file))?.[1] ?? stem(file);

/**
 * Whether all images have the suffix of a channel that their masks do not have.
 *
 * @throws {CliError} `input` for cases of several channels: networks here see one
 */
export function haveChannels(images: readonly string[], masks: readonly string[]): boolean {
  if (images.length === 0 || masks.length === 0) return false;
  if (!images.every((file) => CHANNEL.test(stem(file)))) return false;
  const cases = new Set(images.map(withoutChannel));
  const names = new Set(images.map(stem));
  if (!masks.some((file) => cases.has(stem(file))) || masks.every((file) => names.has(stem(file))))
    return false;
  const more = images.filter((file) => CHANNEL.exec(stem(file))?.[2] !== '0000');
  if (more.length === 0) return true;
  throw new CliError(
    'input',
    `${more.length} of ${images.length} images are further channels of their cases: ${nameSome(more)}. A network sees one ` +
      'channel: give a folder with the files of that one alone, by --images and --masks.',
  );
}
