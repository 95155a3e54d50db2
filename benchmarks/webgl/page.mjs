/** What benchmarks/webgl.mjs calls in Chromium: one network, the ways to run it side by side. */
import { useBackend } from '@miniseg/backends';
import { readCheckpoint } from '@miniseg/checkpoints';
import { compile } from '@miniseg/compile';
import { miniSeg, modelFromCheckpoint, segment } from '@miniseg/model';
import { backend, memory } from '@tensorflow/tfjs-core';

const COMPILED = {
  webgl: { folded: { target: 'tfjs' }, compiled: { target: 'webgl' } },
  webgpu: { folded: { target: 'tfjs' }, compiled: { target: 'webgpu' } },
};
const NORMALIZATION = { mean: 0.5, std: 0.25 };

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

let ways = {};

/** @returns What can be run: `plain` first. */
globalThis.prepare = async ({ preset, checkpoint, name }) => {
  await useBackend(name);
  const model = checkpoint
    ? modelFromCheckpoint(readCheckpoint(bytesOf(checkpoint))).model
    : miniSeg({ preset, seed: 1 });
  ways = { plain: { segment: (image, options) => segment(model, image, options) } };
  for (const [way, options] of Object.entries(COMPILED[name])) ways[way] = await compile(model, options);
  return Object.keys(ways);
};

/** One blank or given image to its mask. @returns Milliseconds, programs of the device, and bytes of textures in use. */
globalThis.run = async ({ way, size, image, normalization = NORMALIZATION }) => {
  const data = image ? bytesOf(image) : new Uint8Array(size * size).map((_, i) => (i * 7919) % 251);
  const programs = countPrograms();
  const start = performance.now();
  const { mask } = await ways[way].segment(
    { data, width: size, height: size },
    { normalization, probabilities: false },
  );
  const ms = performance.now() - start;
  return {
    ms,
    programs: programs.stop(),
    textureBytes: memory().numBytesInGPUAllocated,
    ...(image && { mask: [...mask] }),
  };
};

/** Every program that tfjs or we run goes through one function of its WebGL context, or of WebGPU. */
function countPrograms() {
  const context = backend().getGPGPUContext?.();
  const [owner, name] = context
    ? [context, 'executeProgram']
    : [GPUComputePassEncoder.prototype, 'dispatchWorkgroups'];
  const run = owner[name];
  let count = 0;
  owner[name] = function (...given) {
    count++;
    return run.apply(this, given);
  };
  return {
    stop() {
      owner[name] = run;
      return count;
    },
  };
}

globalThis.renderer = () => {
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'unknown';
};
