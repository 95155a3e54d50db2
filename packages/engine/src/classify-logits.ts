import { check } from './check-options.js';

/**
 * Argmax and softmax of each pixel's logits; of equal logits the lower class wins.
 *
 * @param logits [pixels, classes]
 * @throws {EngineError} for logits that are no array of `classes` numbers for each pixel.
 */
export function classifyLogits(
  logits: Float32Array,
  classes: number,
  wantProbabilities: boolean,
): { mask: Uint8Array; probabilities?: Float32Array } {
  check(Number.isInteger(classes) && classes > 0, 'classes', classes, 'it is a whole number of at least 1');
  const fits = ArrayBuffer.isView(logits) && logits.length % classes === 0;
  check(fits, 'The logits', logits, `they are an array with ${classes} numbers for each pixel`);
  const isFlag = typeof wantProbabilities === 'boolean';
  check(isFlag, 'wantProbabilities', wantProbabilities, 'it is true or false');
  return classifyPixels(logits, classes, wantProbabilities);
}

/** The same without checks. Workers get this function as source text: it uses nothing from outside. */
export function classifyPixels(
  logits: Float32Array,
  classes: number,
  wantProbabilities: boolean,
): { mask: Uint8Array; probabilities?: Float32Array } {
  const mask = new Uint8Array(logits.length / classes);
  const probabilities = wantProbabilities ? new Float32Array(logits.length) : undefined;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const first = pixel * classes;
    let best = 0;
    for (let label = 1; label < classes; label++) {
      if (logits[first + label] > logits[first + best]) best = label;
    }
    mask[pixel] = best;
    if (!probabilities) continue;
    let sum = 0;
    for (let label = 0; label < classes; label++) {
      // Relative to the largest logit, so that nothing overflows.
      sum += probabilities[first + label] = Math.exp(logits[first + label] - logits[first + best]);
    }
    for (let label = 0; label < classes; label++) probabilities[first + label] /= sum;
  }
  return probabilities ? { mask, probabilities } : { mask };
}
