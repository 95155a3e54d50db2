import type { Segmentation } from '../segment-options.js';

/** Gathers the probabilities of several runs on one image and gives their mean, with the most probable classes. */
export class AverageRuns {
  private sums: Float32Array | undefined;
  private runs = 0;
  private size = { width: 0, height: 0, classes: 0 };

  /** @param probabilities softmax, [height, width, classes] */
  add({ width, height, classes }: Segmentation, probabilities: Float32Array): void {
    this.size = { width, height, classes };
    this.sums ??= new Float32Array(probabilities.length);
    for (let i = 0; i < probabilities.length; i++) this.sums[i] += probabilities[i];
    this.runs++;
  }

  /** @param keep whether the result holds the mean probabilities */
  result(keep: boolean): Segmentation {
    const { classes } = this.size;
    const probabilities = this.sums as Float32Array;
    const mask = new Uint8Array(probabilities.length / classes);
    for (let pixel = 0; pixel < mask.length; pixel++) {
      let best = 0;
      for (let c = 0; c < classes; c++) {
        const at = pixel * classes + c;
        probabilities[at] /= this.runs;
        if (probabilities[at] > probabilities[pixel * classes + best]) best = c;
      }
      mask[pixel] = best;
    }
    return { ...this.size, mask, ...(keep && { probabilities }) };
  }
}
