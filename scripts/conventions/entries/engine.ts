/** Calls of `@miniseg/engine` and its subpath that work. */
import * as engine from '@miniseg/engine';
import type { Entries, PackageEntries } from './walk-entries.js';

const conv = () => ({
  op: 'conv' as const,
  inputs: [0],
  size: 1,
  strides: 1 as const,
  channels: 2,
  filter: Float32Array.of(1, 2, 3, 4, 5, 6),
});
/** Two classes from color: one 1x1 convolution. */
const program = (): engine.Program => ({ nodes: [{ op: 'input', channels: 3 }, conv()], output: 1 });
const size = () => ({ height: 16, width: 16 });
const image = () => ({ data: new Uint8Array(256), ...size() });
const normalization = () => ({ mean: 0.5, std: 0.3 });
const checked = () => engine.checkImage(image());
const slice = () => ({
  image: { ...checked() },
  normalization: normalization(),
  size: size(),
  probabilities: true,
});
const model = () => ({
  layers: [],
  inputs: [],
  outputs: [],
  getUserDefinedMetadata: () => undefined,
});
const window = () => ({
  kernel: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  padding: 'same',
});
const options = () => ({ normalization: normalization(), inputSize: 32, probabilities: false });
const input = () => new Float32Array(3 * 256);
/** Images and programs are data, and may carry more than is asked for. */
const data = 'typo';
/** What makes the error is called where there is one, so that a call that works takes anything. */
const error = 'undefined null text number object array typo';

async function using<T extends { dispose(): void }>(made: Promise<T>, use: (made: T) => unknown) {
  const one = await made;
  try {
    return await use(one);
  } finally {
    one.dispose();
  }
}
const withEngine = (use: (made: engine.Engine) => unknown) =>
  using(engine.Engine.create(program(), { threads: 1 }), use);
const withPool = (use: (made: engine.EnginePool) => unknown) =>
  using(engine.EnginePool.create(program(), { workers: 1 }), use);

const entries: Entries = {
  mapInOrder: {
    valid: () => [[1, 2], (item: number) => item, { ahead: 1 }],
    call: (...given: Parameters<typeof engine.mapInOrder>) => engine.mapInOrder(...given).next(),
    fine: { 0: 'array' },
  },
  classifyLogits: { valid: () => [Float32Array.of(1, 2), 2, true] },
  Engine: {
    valid: () => [program(), { threads: 1, simd: 'auto' }],
    call: (...given: Parameters<typeof engine.Engine.create>) =>
      using(engine.Engine.create(...given), () => undefined),
    fine: { 0: data, 1: 'undefined object' },
  },
  'Engine.segment': {
    valid: () => [image(), options()],
    call: (...given: Parameters<engine.Engine['segment']>) => withEngine((made) => made.segment(...given)),
    fine: { 0: data },
  },
  'Engine.logits': {
    valid: () => [input(), size()],
    call: (...given: Parameters<engine.Engine['logits']>) => withEngine((made) => made.logits(...given)),
    fine: { 1: data },
  },
  EnginePool: {
    valid: () => [program(), { workers: 1, simd: 'auto' }],
    call: (...given: Parameters<typeof engine.EnginePool.create>) =>
      using(engine.EnginePool.create(...given), () => undefined),
    fine: { 0: data, 1: 'undefined object' },
  },
  'EnginePool.segment': {
    valid: () => [image(), options()],
    call: (...given: Parameters<engine.EnginePool['segment']>) => withPool((made) => made.segment(...given)),
    fine: { 0: data },
  },
  'EnginePool.segmentAll': {
    valid: () => [[image()], options()],
    call: (...given: Parameters<engine.EnginePool['segmentAll']>) =>
      withPool(async (made) => {
        const { value } = await made.segmentAll(...given).next();
        // A slice that fails is a result.
        if (value?.status === 'rejected') throw value.reason;
      }),
    fine: { 0: 'array', 1: 'undefined' },
  },
  'EnginePool.logits': {
    valid: () => [input(), size()],
    call: (...given: Parameters<engine.EnginePool['logits']>) => withPool((made) => made.logits(...given)),
    fine: { 1: data },
  },
  checkImage: { valid: () => [image(), undefined], fine: { 0: data, 1: error } },
  // All but tensors goes through: checkImage says what is wrong with it.
  readPixels: {
    valid: () => [image(), undefined],
    fine: { 0: `undefined null text number object array ${data}`, 1: error },
  },
  checkModel: { valid: () => ['call', model(), undefined], fine: { 0: error, 1: data, 2: error } },
  rememberedNormalization: { valid: () => [model()], fine: { 0: data } },
  networkSize: { valid: () => [size(), 32, undefined], fine: { 0: data, 1: 'undefined', 2: error } },
  checkNormalization: { valid: () => [normalization(), undefined], fine: { 1: error } },
  checkProgram: { valid: () => [program()], fine: { 0: data } },
  forGreyImages: { valid: () => [program()], fine: { 0: data } },
  loadProgram: { valid: () => [engine.saveProgram(program())] },
  'loadProgram.buffer': {
    valid: () => [engine.saveProgram(program()).slice().buffer],
    call: (file: Uint8Array) => engine.loadProgram(file),
  },
  'loadProgram.view': {
    valid: () => [Buffer.from(engine.saveProgram(program()))],
    call: (file: Uint8Array) => engine.loadProgram(file),
  },
  hasEnding: { valid: () => [conv()], fine: { 0: data } },
  saveProgram: { valid: () => [program()], fine: { 0: data } },
  sizes: { valid: () => [program(), size()], fine: { 0: data, 1: data } },
  networkOutput: { valid: () => [program(), Float32Array.of(1, 2)], fine: { 0: data } },
  twoClasses: { valid: () => [program()], fine: { 0: data } },
  renamed: { valid: () => [conv(), (value: number) => value + 1], fine: { 0: data } },
  uses: { valid: () => [conv()], fine: { 0: data } },
  placeWindow: { valid: () => [window(), size()], fine: { 0: data, 1: data } },
  checkSlices: {
    valid: () => [[image()], options(), { channels: 3, normalization: normalization() }, undefined],
    // Options that callers check with their own names.
    fine: { 0: 'array', 1: `object ${data}`, 2: data, 3: error },
  },
  networkInput: { valid: () => [slice(), 3], fine: { 0: data } },
  ttaRuns: { valid: () => ['flips'], fine: { 0: 'undefined' } },
  checkTta: { valid: () => ['flips', undefined], fine: { 0: 'undefined', 1: error } },
  segmentViews: {
    valid: () => [
      [
        async ({ width, height }: engine.PixelImage) => ({
          width,
          height,
          classes: 2,
          mask: new Uint8Array(width * height),
          probabilities: new Float32Array(2 * width * height).fill(0.5),
        }),
      ],
      image(),
      { tta: 'flips', together: false },
      undefined,
    ],
    fine: { 1: data, 2: 'object', 3: error },
  },
  enableRelaxedSimd: { valid: () => [] },
  // Of Node 24 and later; earlier ones have nothing to enable.
  enableWideVectors: { valid: () => [{ pays: false }], fine: { 0: 'undefined object' } },
};

export const ENGINE: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/engine.error'), Symbol.for('@miniseg/threads.error')],
};
