/** Runs templates on tfjs's webgl backend: its segments one after the other, and tensors of one texture as views of it. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { BackendError } from '../errors.js';
import { type Gpu, type SegmentCall, sizeOf, type Template } from '../gpu-train/template.js';
import type { Program, WebglBackend } from './backend.js';
import { flattenOn } from './flatten.js';
import { glsl, PARTIAL, type Phase, SEGMENT_FIELDS } from './glsl.js';
import { view } from './view.js';

/** Elements that one fragment sums up; of more, several make parts, unless there are fragments enough. */
const PART = 1024;
const MOST_PARTS = 256;
const ENOUGH = 8192;

const devices = new WeakMap<WebglBackend, Gpu>();

export function webglOf(given: unknown): Gpu {
  const backend = given as WebglBackend;
  let device = devices.get(backend);
  if (!device) {
    device = open(backend);
    devices.set(backend, device);
  }
  return device;
}

function open(backend: WebglBackend): Gpu {
  const release = (tensor: TensorInfo) => backend.disposeIntermediateTensorInfo(tensor);
  const gpu: Gpu = {
    name: 'webgl',
    tile: 1,
    stride: (size) => size,
    holdsIntegers: () => false,
    release,
    flatten: (tensors) => flattenOn(backend, gpu, tensors),
    unflatten(x, shapes) {
      let at = 0;
      return shapes.map((shape) => {
        const piece = view(backend, x, at, shape);
        at += sizeOf(shape);
        return piece;
      });
    },
    run(template, inputs, numbers, calls) {
      if (backend.gpgpu.gl.isContextLost()) throw lost();
      const flat = inputs.map(({ dataId, shape, dtype }) => ({ dataId, shape: [sizeOf(shape)], dtype }));
      return calls.map((call, segment) => {
        const whole = runSegment(backend, template, segment, flat, numbers, call);
        if (call.outputs.length === 1 && !call.whole && sizeOf(call.outputs[0]) === sizeOf(whole.shape)) {
          return [{ ...whole, shape: [...call.outputs[0]] }];
        }
        const tensors = gpu.unflatten(whole, call.outputs);
        if (call.whole) tensors.push(whole);
        else release(whole);
        return tensors;
      });
    },
  };
  return gpu;
}

const lost = () =>
  new BackendError('failed', 'The WebGL context is lost: the browser took the graphics card away.', {
    cure:
      'All tensors are gone: reload the page, and continue from the last checkpoint; with smaller batches if the card was ' +
      'out of memory.',
  });

function runSegment(
  backend: WebglBackend,
  template: Template,
  segment: number,
  inputs: TensorInfo[],
  numbers: readonly number[],
  { count, over = 0 }: SegmentCall,
): TensorInfo {
  const { values, reduce } = template.segments[segment];
  const many = count >= ENOUGH && over <= 16 * PART;
  const parts = reduce && over > PART && !many ? Math.min(MOST_PARTS, Math.ceil(over / PART)) : 1;
  const uniforms = [...numbers, count, over, parts].map((number) => [number]);
  const run = (phase: Phase, given: TensorInfo[], size: number) =>
    backend.runWebGLProgram(programOf(template, segment, phase, size), given, 'float32', uniforms);
  if (parts === 1) return run('whole', inputs, values * count);
  const partial = run('partial', inputs, parts * (reduce?.sums ?? 0) * count);
  const result = run('final', [...inputs, { ...partial, shape: [sizeOf(partial.shape)] }], values * count);
  backend.disposeIntermediateTensorInfo(partial);
  return result;
}

const programs = new WeakMap<Template, Map<string, Omit<Program, 'outputShape'>>>();

function programOf(template: Template, segment: number, phase: Phase, size: number): Program {
  let made = programs.get(template);
  if (!made) {
    made = new Map();
    programs.set(template, made);
  }
  const key = `${segment} ${phase}`;
  let program = made.get(key);
  if (!program) {
    const { inputs, integers, floats = [] } = template;
    program = {
      variableNames: phase === 'final' ? [...inputs, PARTIAL] : [...inputs],
      userCode: glsl(template, segment, phase),
      customUniforms: [
        ...integers.map((name) => ({ name, type: 'int' as const })),
        ...floats.map((name) => ({ name, type: 'float' as const })),
        ...SEGMENT_FIELDS.map((name) => ({ name, type: 'int' as const })),
      ],
      enableShapeUniforms: true,
    };
    made.set(key, program);
  }
  return { ...program, outputShape: [size] };
}
