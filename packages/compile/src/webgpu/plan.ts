/** A program for one size and kind of image: pipelines in their order, and where in the arenas their maps lie. */
import type { Size } from '@miniseg/engine';
import { CompileError } from '../errors.js';
import type { Made } from '../gpu/device.js';
import type { PlanContext, PlanSizes, Step } from '../gpu/plan.js';
import { planSteps } from '../gpu/plan.js';
import { COMPUTE, type GpuDevice, type Pipeline } from './api.js';
import { type Place, placeStores } from './place-stores.js';
import { AFTER_ARENAS, PACKED, type PixelFormat, prelude } from './prelude.js';
import type { Table } from './weights.js';
import { GROUP, ROW, resultWords, threadsOf } from './wgsl.js';

/** Images of one run at most: more gain little, and take memory. */
const MOST_IMAGES = 8;
/** Of all maps of a run of several images, in bytes. */
const BUDGET = 2 ** 29;

export interface Plan {
  steps: readonly { pipeline: Pipeline; x: number; y: number }[];
  layout: object;
  /** For one image: elements (16 bytes) of the arenas, and words (4 bytes). */
  strides: readonly number[];
  imageWords: number;
  resultWords: number;
  /** Words of the result that are the mask. */
  maskWords: number;
  /** Images that one run can take. */
  most: number;
}

export interface PlanKey extends Omit<PlanSizes, 'images'> {
  result: 'mask' | 'logits' | 'probabilities';
  format: PixelFormat;
}

/** @throws {CompileError} where a map is larger than the device takes. */
export async function makePlan(
  { result, format, ...sizes }: PlanKey,
  context: PlanContext<Table>,
  device: GpuDevice,
): Promise<Plan> {
  const steps = planSteps(result, { ...sizes, images: 1 }, context);
  const { height, width } = sizes.image;
  const imageWords = Math.ceil((height * width * sizes.channels) / PACKED[format]);
  const { made } = steps[steps.length - 1].shader as { made: Exclude<Made, { kind: 'map' }> };
  const words = resultWords(result, sizes.image, made.classes);
  const { places, strides, most } = fit(steps, Math.max(imageWords, words.all), sizes.image, device);
  const surroundings = { strides, format, imageWords, resultWords: words.all };
  const layout = layoutOf(strides.length, device);
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const compiled = steps.map(async ({ shader, reads, store }) => {
    const before = prelude(
      surroundings,
      reads.map((read) => places[read]),
      store === undefined ? undefined : places[store],
    );
    const module = device.createShaderModule({ code: `${before}\n${shader.code}` });
    const pipeline = await device.createComputePipelineAsync({
      layout: pipelineLayout,
      compute: { module, entryPoint: 'main' },
    });
    const groups = Math.ceil(threads(shader.made) / GROUP);
    return { pipeline, x: Math.min(groups, ROW), y: Math.ceil(groups / ROW) };
  });
  return {
    steps: await Promise.all(compiled),
    layout,
    strides,
    imageWords,
    resultWords: words.all,
    maskWords: words.mask,
    most,
  };
}

function elementsOf(made: Made): number {
  if (made.kind !== 'map') return 0;
  const { height, width, groups } = made.layout;
  return height * width * groups;
}

function threads(made: Made): number {
  return made.kind === 'map' ? elementsOf(made) : threadsOf(made);
}

/** As many images at once as the device has room for. */
function fit(
  steps: readonly Step<Table>[],
  words: number,
  { height, width }: Size,
  { limits }: GpuDevice,
): { places: Place[]; strides: number[]; most: number } {
  const sizes: number[] = [];
  for (const { store, shader } of steps) if (store !== undefined) sizes[store] = elementsOf(shader.made);
  const largest = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  for (let most = MOST_IMAGES; most >= 1; most >>= 1) {
    const placed = placeStores(steps, sizes, Math.floor(largest / (16 * most)));
    if (!placed || 4 * words * most > largest) continue;
    const bytes = 16 * most * placed.strides.reduce((a, b) => a + b, 0);
    if (most === 1 || bytes <= BUDGET) return { ...placed, most };
  }
  const need = Math.max(4 * words, 16 * Math.max(...sizes.filter((size) => size !== undefined)));
  throw new CompileError(
    'image',
    `The maps of an image of ${width} x ${height} pixels do not fit into the buffers of this WebGPU device, which hold ` +
      `${largest} bytes each (the largest map takes ${need}); set inputSize, for example 512, or give a smaller slice.`,
  );
}

function layoutOf(arenas: number, device: GpuDevice): object {
  const types = {
    weights: 'read-only-storage',
    pixels: 'read-only-storage',
    result: 'storage',
    uniforms: 'uniform',
  };
  const entries = [
    ...Array.from({ length: arenas }, () => 'storage'),
    ...AFTER_ARENAS.map((name) => types[name]),
  ].map((type, binding) => ({ binding, visibility: COMPUTE, buffer: { type } }));
  return device.createBindGroupLayout({ entries });
}
