/** Which slices of the training volumes are trained on, where those with findings are to have a share of their own. */
import type { DatasetItem } from '@miniseg/data';
import { readLabelVolume } from '../volumes/label-volume.js';
import { axialSlices } from './axial-slices.js';

/** All slices with findings, and of the others as many as the share allows, evenly spread. */
export class SliceSampler {
  /** How many of the slices without findings are taken, of each. */
  readonly #rate: number;
  #passed = 0;
  readonly remarks: readonly string[];

  private constructor(rate: number, remarks: readonly string[]) {
    this.#rate = rate;
    this.remarks = remarks;
  }

  /**
   * Reads the masks alone.
   *
   * @param share of slices with findings among all that are trained on; undefined takes every slice
   * @throws {CliError} `input` for a mask that cannot be read
   */
  static async of(
    items: readonly DatasetItem[],
    share: number | undefined,
    { remap, maxMemory }: { remap?: Readonly<Record<number, number>>; maxMemory?: number } = {},
  ): Promise<SliceSampler> {
    if (share === undefined) return new SliceSampler(1, []);
    let marked = 0;
    let others = 0;
    for (const { mask } of items) {
      for (const isMarked of axialSlices(await readLabelVolume(mask as string, maxMemory), remap)) {
        if (isMarked) marked++;
        else others++;
      }
    }
    const wanted = Math.min(others, Math.round((marked * (1 - share)) / share));
    const rate = others === 0 ? 0 : wanted / others;
    const had = marked / Math.max(1, marked + others);
    return new SliceSampler(rate, [
      had >= share
        ? `${percent(had)} of the training slices have findings, more than foregroundShare asks for: all are taken.`
        : `${marked} training slices have findings, and ${wanted} of ${others} without are taken: ${percent(marked / (marked + wanted))} have findings.`,
    ]);
  }

  /** To be asked for each slice once, in order. */
  takes(marked: boolean): boolean {
    if (marked) return true;
    const before = Math.floor(this.#passed * this.#rate + EVEN);
    this.#passed++;
    return Math.floor(this.#passed * this.#rate + EVEN) > before;
  }
}

/** The first that is taken lies in the middle of its stretch. */
const EVEN = 0.5;

const percent = (share: number) => `${Math.round(100 * share)} %`;
