/** Argmax and softmax of each pixel's logits, [pixels, classes]; of equal logits the lower class wins. */
export function classifyLogits(
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
