/** Runs templates on tfjs's webgpu backend: in its command encoder, between its own programs. */
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { BackendError } from '../errors.js';
import { type Gpu, type SegmentCall, sizeOf, type Template } from '../gpu-train/template.js';
import { hardwareOf } from '../hardware.js';
import { type Binding, type Buffer, type Slab, USAGE, type WebgpuBackend } from './backend.js';
import { flattenOn, unflattenOn } from './flatten.js';
import { type Variant, variantOf } from './variants.js';
import { bindingOf, strideOf, type Views, viewsOf } from './views.js';
import { watch } from './watch.js';
import type { Grain, Section } from './wgsl.js';

/** Elements that one group sums up; of more, several groups make parts. */
const PART = 16384;
const MOST_PARTS = 64;
/** Groups in a row of a dispatch. */
const ROW = 65535;
/** A driver in software does four threads at a time, switches between more at every barrier, and is slow to start a group. */
const GRAIN = { hardware: { threads: 64, turns: 1 }, software: { threads: 4, turns: 64 } };
/** Programs that are handed to the device together. */
const BATCH = 64;

interface Planned {
  call: SegmentCall;
  parts: number;
  /** Numbers of one of its tensors, and from the start of one to the next. */
  size: number;
  stride: number;
  /** Its tensors, and their bytes. */
  pieces: number;
  bytes: number;
  /** Groups of the program that makes it or its parts. */
  groups: number;
}

const devices = new WeakMap<WebgpuBackend, Gpu>();

export function webgpuOf(given: unknown): Gpu {
  const backend = given as WebgpuBackend;
  let device = devices.get(backend);
  if (!device) {
    device = openWebgpu(backend);
    devices.set(backend, device);
  }
  return device;
}

export function openWebgpu(backend: WebgpuBackend, grain: Grain = grainFor(backend)): Gpu {
  const views = viewsOf(backend);
  const machine: Machine = { backend, views, grain };
  const check = watch(backend.device);
  const gpu: Gpu = {
    name: 'webgpu',
    tile: 4,
    stride: strideOf,
    holdsIntegers: ({ dataId }) => backend.tensorMap.get(dataId).dtype !== 'float32',
    release: ({ dataId }) => void backend.disposeData(dataId),
    flatten: (tensors) => flattenOn(backend, gpu, tensors),
    unflatten: (x, shapes) => unflattenOn(backend, gpu, views, x, shapes),
    run(template, inputs, numbers, calls) {
      check();
      return run(machine, template, inputs, numbers, calls);
    },
  };
  return gpu;
}

interface Machine {
  readonly backend: WebgpuBackend;
  readonly views: Views;
  readonly grain: Grain;
}

function grainFor({ adapterInfo }: WebgpuBackend): Grain {
  const { vendor = '', architecture = '' } = adapterInfo ?? {};
  return hardwareOf(`${vendor} ${architecture}`).software ? GRAIN.software : GRAIN.hardware;
}

function run(
  machine: Machine,
  template: Template,
  inputs: readonly TensorInfo[],
  numbers: readonly number[],
  calls: readonly SegmentCall[],
): TensorInfo[][] {
  const { backend, views, grain } = machine;
  const together = grain.threads * grain.turns;
  const temporary: TensorInfo[] = [];
  const plan = calls.map((call, k) => planned(template, call, k, together));
  for (const { bytes } of plan) checkSize(backend, bytes);
  const bound = inputs.map((input, k) => {
    const whole = template.integerInputs?.includes(template.inputs[k]) ?? false;
    const { dtype } = backend.tensorMap.get(input.dataId);
    if (whole || dtype === 'float32') return bindingOf(backend, input);
    // tfjs's cast to float32 gives the same whole numbers out as a float32 tensor.
    const real = convert(machine, input);
    temporary.push(real);
    return bindingOf(backend, real);
  });
  for (const { dataId } of inputs) backend.commandQueueOwnedIds.add(dataId);
  // All gradients of weights that a program makes lie beside each other: eight buffers are all that it may have.
  const pooledBytes = plan.reduce((sum, { call, bytes }) => sum + (call.pooled ? bytes : 0), 0);
  const pool = pooledBytes > 0 ? { ...views.pooled(pooledBytes), bytes: pooledBytes, used: 0 } : undefined;
  const results = plan.map((one) => place(backend, views, one, pool));
  const partials = plan.map(({ parts, call }, k) =>
    parts === 1 ? undefined : views.slab(4 * parts * (template.segments[k].reduce?.sums ?? 0) * call.count),
  );
  const first = new Writing();
  for (const [segment, one] of plan.entries()) {
    const slab = partials[segment];
    if (slab) first.add(segment, 'partial', one, { binding: { buffer: slab.buffer }, base: 0 });
    else first.add(segment, 'whole', one, results[segment]);
  }
  dispatch(machine, template, first, bound, numbers);
  if (partials.some((slab) => slab)) {
    const second = new Writing();
    for (const [segment, slab] of partials.entries()) {
      if (!slab) continue;
      const one = { ...plan[segment], groups: Math.ceil(plan[segment].call.count / together) };
      second.add(segment, 'final', one, results[segment]);
      second.partials.push({ buffer: slab.buffer });
    }
    dispatch(machine, template, second, bound, numbers);
    for (const slab of partials) slab?.free();
  }
  for (const { dataId } of temporary) backend.disposeData(dataId);
  return results.map(({ tensors }) => tensors);
}

/** What goes beyond the device's limit would compute nothing, and say so later if at all. */
function checkSize({ device }: WebgpuBackend, bytes: number): void {
  const most = device.limits.maxStorageBufferBindingSize;
  if (bytes <= most) return;
  throw new BackendError(
    'failed',
    `A tensor of ${bytes} bytes does not fit into the memory that a program of this WebGPU device reaches (${most} bytes).`,
    { cure: 'Use smaller batches, smaller images or crops.' },
  );
}

const CONVERT: Template = {
  name: 'convert',
  inputs: ['x'],
  integerInputs: ['x'],
  integers: [],
  segments: [{ values: 1, code: 'v0 = float(at_x(i));' }],
};

function convert(machine: Machine, x: TensorInfo): TensorInfo {
  return run(machine, CONVERT, [x], [], [{ count: sizeOf(x.shape), outputs: [x.shape] }])[0][0];
}

interface Place {
  readonly binding: Binding;
  /** In numbers, from the start of the binding. */
  readonly base: number;
}

/** The sections of one program and the buffers that it writes. */
class Writing {
  readonly sections: Section[] = [];
  readonly outputs: Binding[] = [];
  readonly partials: Binding[] = [];
  readonly sizes: number[] = [];
  groups = 0;

  add(
    segment: number,
    phase: Section['phase'],
    { call, size, stride, parts, groups }: Planned,
    place: Place,
  ): void {
    let slot = this.outputs.indexOf(place.binding);
    if (slot < 0) slot = this.outputs.push(place.binding) - 1;
    this.sections.push({ segment, phase, slot });
    this.groups += groups;
    this.sizes.push(call.count, size, stride, call.over ?? 0, parts, place.base, this.groups);
  }
}

function planned({ segments }: Template, call: SegmentCall, k: number, together: number): Planned {
  const { reduce, values } = segments[k];
  const { count, over = 0, outputs } = call;
  const size = Math.max(1, sizeOf(outputs[0]));
  const parts = reduce && over > PART ? Math.min(MOST_PARTS, Math.ceil(over / PART)) : 1;
  const groups = reduce ? count * parts : Math.ceil(count / together);
  const pieces = (values * count) / size;
  const stride = strideOf(size);
  return { call, parts, size, stride, pieces, bytes: 4 * pieces * stride, groups };
}

interface Pool {
  readonly slab: Slab;
  readonly offset: number;
  readonly bytes: number;
  used: number;
  binding?: Binding;
}

/** The tensors of a segment, and where its program writes them. */
function place(
  backend: WebgpuBackend,
  views: Views,
  { call, pieces, stride, bytes }: Planned,
  pool: Pool | undefined,
): { tensors: TensorInfo[] } & Place {
  if (pieces === 1 && !call.whole && !call.pooled) {
    const tensor = backend.makeTensorInfo([...call.outputs[0]], 'float32');
    backend.uploadToGPU(tensor.dataId);
    backend.commandQueueOwnedIds.add(tensor.dataId);
    const buffer = backend.tensorMap.get(tensor.dataId).resource as Buffer;
    return { tensors: [tensor], binding: { buffer }, base: 0 };
  }
  const replaced = call.replaces && backend.tensorMap.get(call.replaces.dataId).view?.slab;
  const own = call.pooled && pool ? undefined : views.slab(bytes, replaced);
  const slab = own ?? pool!.slab;
  const offset = own ? 0 : pool!.offset + pool!.used;
  const tensors = call.outputs.map((shape, k) => views.tensor(slab, offset + 4 * k * stride, shape));
  if (call.whole) tensors.push(views.tensor(slab, offset, [bytes / 4]));
  for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
  if (own) return { tensors, binding: { buffer: own.buffer }, base: 0 };
  const shared = pool!;
  shared.binding ??= { buffer: slab.buffer, offset: shared.offset, size: shared.bytes };
  const base = shared.used / 4;
  shared.used += bytes;
  return { tensors, binding: shared.binding, base };
}

function dispatch(
  { backend, grain }: Machine,
  template: Template,
  { sections, outputs, partials, sizes, groups }: Writing,
  inputs: readonly Binding[],
  numbers: readonly number[],
): void {
  if (groups === 0) return;
  const variant = variantOf(backend.device, template, sections, grain);
  const bindings = [...variant.inputs.map((input) => inputs[input]), ...partials, ...outputs];
  const uniforms = uniformsOf(backend, variant, template, [...numbers, ...sizes]);
  const group = variant.group([...bindings, { buffer: uniforms }]);
  backend.ensureCommandEncoderReady();
  backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass({});
  const pass = backend.computePassEncoder;
  pass.setPipeline(variant.pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(Math.min(groups, ROW), Math.ceil(groups / ROW), 1);
  backend.dispatchCountInPass++;
  if (backend.dispatchCountInPass < Math.max(BATCH, env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')))
    return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** The numbers of a call in a buffer: the same ones come again in every step. */
function uniformsOf(
  backend: WebgpuBackend,
  variant: Variant,
  { integers, floats = [], changing }: Template,
  numbers: readonly number[],
): Buffer {
  const write = (buffer: Buffer) => {
    const bytes = new ArrayBuffer(buffer.size);
    const [whole, real] = [new Int32Array(bytes), new Float32Array(bytes)];
    for (const [k, number] of numbers.entries()) {
      if (k >= integers.length && k < integers.length + floats.length) real[k] = number;
      else whole[k] = number;
    }
    backend.device.queue.writeBuffer(buffer, 0, bytes);
    return buffer;
  };
  const size = Math.ceil(numbers.length / 4) * 16;
  if (changing) {
    const buffer = backend.bufferManager.acquireBuffer(size, USAGE.UNIFORM | USAGE.COPY_DST);
    backend.uniformPendingDisposal.push(buffer);
    return write(buffer);
  }
  const key = numbers.join();
  let buffer = variant.uniforms.get(key);
  if (!buffer) {
    buffer = write(backend.device.createBuffer({ size, usage: USAGE.UNIFORM | USAGE.COPY_DST }));
    variant.uniforms.set(key, buffer);
  }
  return buffer;
}
