/** The lower envelope of one parabola per pixel of a line; scratch space for lines of up to some length. */
export class LowerEnvelope {
  /** Of each parabola of the envelope: position, height at that position, and the left end of its reach. */
  readonly #vertex: Int32Array;
  readonly #height: Float64Array;
  /** Height where the line begins, but for what all parabolas have in common. */
  readonly #constant: Float64Array;
  readonly #from: Float64Array;
  /** 1 / (2 weight d): two parabolas d apart cross where the difference of their constants times this says. */
  readonly #inverse: Float64Array;

  constructor(
    length: number,
    readonly weight: number,
  ) {
    this.#vertex = new Int32Array(length);
    this.#height = new Float64Array(length);
    this.#constant = new Float64Array(length);
    this.#from = new Float64Array(length);
    this.#inverse = Float64Array.from({ length }, (_, d) => 1 / (2 * weight * d));
  }

  /**
   * Replaces the line of `length` values that starts at `base` by its lower envelope. A 0 stays 0, and no parabola reaches beyond it:
   * each stretch without zeros is a line of its own, with the zeros at its ends.
   */
  replace(line: Float64Array, base: number, length: number): void {
    const end = base + length;
    for (let i = base; i < end; ) {
      if (line[i] === 0) {
        i++;
        continue;
      }
      const first = i > base ? i - 1 : i;
      while (i < end && line[i] !== 0) i++;
      this.#replaceStretch(line, first, Math.min(i + 1, end) - first);
    }
  }

  #replaceStretch(line: Float64Array, base: number, length: number): void {
    const { weight } = this;
    const vertex = this.#vertex;
    const height = this.#height;
    const constants = this.#constant;
    const from = this.#from;
    const inverse = this.#inverse;
    let top = -1;
    for (let q = 0; q < length; q++) {
      const h = line[base + q];
      if (h === Number.POSITIVE_INFINITY) continue;
      const constant = h + weight * q * q;
      let crossing = Number.NEGATIVE_INFINITY;
      while (top >= 0) {
        crossing = (constant - constants[top]) * inverse[q - vertex[top]];
        if (crossing > from[top]) break;
        top--;
      }
      if (top < 0) crossing = Number.NEGATIVE_INFINITY;
      // A parabola that wins only beyond the end of the line is not needed.
      if (crossing > length - 1) continue;
      top++;
      vertex[top] = q;
      height[top] = h;
      constants[top] = constant;
      from[top] = crossing;
    }
    for (let k = 0, q = 0; k <= top; k++) {
      // The next one begins to win behind this.
      const last = k === top ? length - 1 : Math.floor(from[k + 1]);
      const h = height[k];
      for (let d = q - vertex[k]; q <= last; q++, d++) line[base + q] = weight * d * d + h;
    }
  }
}
