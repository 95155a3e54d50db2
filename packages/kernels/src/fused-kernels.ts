/**
 * The kernels of `assembly/fused.ts`. Addresses are byte offsets into the memory, sizes count numbers (float32 unless
 * said otherwise). "Rows" are runs of `width` numbers, a multiple of 16 and of the channels; per-column arguments hold
 * `width` numbers, and sums are float64, added to what is there.
 */
export interface FusedKernels {
  /** A step of Adam: new weights and moments. `rate` and `epsilon` hold the bias corrections, `shrink` is 1 or decoupled decay. */
  adam(
    w: number,
    gradient: number,
    m: number,
    v: number,
    newW: number,
    newM: number,
    newV: number,
    n: number,
    beta1: number,
    beta2: number,
    rate: number,
    epsilon: number,
    decay: number,
    shrink: number,
  ): void;
  /** y = a + b. */
  add(a: number, b: number, y: number, n: number): void;
  /** The same for rows a of `width` numbers, a multiple of 4, and one row b. */
  addRow(a: number, b: number, y: number, rows: number, width: number): void;
  /** Column sums of x - shift and of its square. */
  channelMoments(x: number, rows: number, width: number, shift: number, sums: number, squares: number): void;
  /** Copies `width` numbers of each row between images of other row lengths. */
  copyColumns(
    from: number,
    fromStride: number,
    to: number,
    toStride: number,
    width: number,
    rows: number,
  ): void;
  /** Adds the sum of weights and the weighted sum of losses to two float64 numbers; labels are int32; what is no class is ignored. */
  crossEntropy(
    logits: number,
    labels: number,
    weights: number,
    classes: number,
    pixels: number,
    gradient: number,
    sums: number,
  ): void;
  /** Sets `n` numbers. */
  fill(y: number, value: number, n: number): void;
  /** Of the arrays at `count` addresses (uint32), each becomes the sum of those up to it: `n` numbers from byte `from` on. */
  runningSums(table: number, count: number, from: number, n: number): void;
  /** y = factor x. */
  scale(x: number, factor: number, y: number, n: number): void;
  /** y = (1 + sigmoid(x . attention)) x W; `matrix` in panels of 8 columns. */
  gatedPointwise(
    x: number,
    inputs: number,
    attention: number,
    matrix: number,
    y: number,
    yStride: number,
    outputs: number,
    pixels: number,
  ): void;
  /** Its gradient; `previous` (or 0) is added to dx. */
  gatedPointwiseGradient(
    x: number,
    inputs: number,
    attention: number,
    transposed: number,
    dy: number,
    dyStride: number,
    outputs: number,
    pixels: number,
    previous: number,
    dx: number,
    attentionSums: number,
    matrixSums: number,
    scratch: number,
  ): void;
  /** Numbers of scratch space that `gatedPointwiseGradient` needs. */
  gatedPointwiseScratch(inputs: number, outputs: number): number;
  /** y = PReLU((x - mean) scale + beta). */
  normalizeActivate(
    x: number,
    y: number,
    rows: number,
    width: number,
    mean: number,
    scale: number,
    beta: number,
    alpha: number,
  ): void;
  /** dx = scale g + slope (x - mean) + offset, with g the gradient before the activation. */
  normalizeActivateGradient(
    x: number,
    dy: number,
    dx: number,
    rows: number,
    width: number,
    mean: number,
    scale: number,
    beta: number,
    alpha: number,
    slope: number,
    offset: number,
  ): void;
  /** Column sums of g, g (x - mean) and dy min(t, 0). */
  normalizeActivateSums(
    x: number,
    dy: number,
    rows: number,
    width: number,
    mean: number,
    scale: number,
    beta: number,
    alpha: number,
    sums: number,
    centeredSums: number,
    alphaSums: number,
  ): void;
  /**
   * shares = softmax(logits). For each class, adds three float64 numbers: the sum of shares where the label is the class, of
   * shares wherever there is a label, and the number of its labels. What is no class, or `ignored`, is no label.
   */
  overlapSums(
    logits: number,
    labels: number,
    ignored: number,
    classes: number,
    pixels: number,
    shares: number,
    sums: number,
  ): void;
  /**
   * Turns those shares into the gradient by the logits, where that by the share of class c is `everywhere[c]`, plus
   * `onLabeled[c]` where c is the label; 0 where there is no label.
   */
  overlapGradient(
    labels: number,
    ignored: number,
    onLabeled: number,
    everywhere: number,
    classes: number,
    pixels: number,
    shares: number,
  ): void;
  preluGradient(
    x: number,
    dy: number,
    dx: number,
    rows: number,
    width: number,
    alpha: number,
    alphaSums: number,
  ): void;
  /** Bilinear resizing with half-pixel centers, or aligned corners: rows `begin` to `end` of one image. */
  resizeBilinear(
    x: number,
    y: number,
    scratch: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    begin: number,
    end: number,
    aligned: 0 | 1,
  ): void;
  resizeBilinearScratch(width: number, channels: number, outWidth: number): number;
  /** The adjoint of bilinear resizing, likewise; `line` has room for outWidth * channels numbers. */
  resizeBilinearAdjoint(
    dy: number,
    dx: number,
    images: number,
    height: number,
    width: number,
    outHeight: number,
    outWidth: number,
    channels: number,
    line: number,
    aligned: 0 | 1,
  ): void;
}
