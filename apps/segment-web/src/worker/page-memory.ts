/** How much an input may take in the page: the budget of the command line, for a tab. */
import { announcedSize } from '@miniseg/formats';
import { memoryForFiles } from '@miniseg/scan';

/** Where the browser does not say what the device has. */
const USUAL_DEVICE = 8;
/** Another half is for the browser, and for the networks. */
const SHARE = 1 / 2;
/** What is done with a mask: its view, and its labels. */
const MASK_BYTES = 10;

/** A sentence after a refusal. */
export const MEMORY_CURE =
  'The page allows no more on this device: segment it with the command line, miniseg segment with --max-memory, or make the file smaller.';
export const workCure = (millions: number): string =>
  `If the file is to be trusted, segment it with the command line, miniseg segment with --max-work ${millions}, or make the file smaller.`;

/**
 * Bytes that an input of so many may take: 1 GiB, and more only for files that are large themselves.
 *
 * @param device Memory of the device in GiB, as far as the browser tells it.
 */
export function pageMemory(
  fileBytes: number,
  device: number = (navigator as { deviceMemory?: number }).deviceMemory ?? USUAL_DEVICE,
): number {
  return memoryForFiles(fileBytes, SHARE * device * 2 ** 30);
}

/** 2 ** 20 -> '1 MiB'; for messages. */
export const inMiB = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Throws before a mask is read that would take more than the page allows. */
export function checkMaskMemory(name: string, bytes: Uint8Array): void {
  const size = announcedSize(bytes);
  if (!size) return;
  const [needed, allowed] = [size.memory + MASK_BYTES * size.values, pageMemory(bytes.length)];
  if (needed <= allowed) return;
  throw new Error(
    `${name}: The mask announces ${size.shape?.join(' x ') ?? size.values} values, which take ${inMiB(needed)} of memory, more ` +
      `than the ${inMiB(allowed)} that the page allows for it. Give a mask of the size of the scan.`,
  );
}
