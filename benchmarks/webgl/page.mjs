/** What benchmarks/webgl.mjs calls in Chromium: one network, the ways to run it side by side. */
import { useBackend } from '@miniseg/backends';
import { compile, miniSeg, modelFromCheckpoint, segment } from '@miniseg/model';
import { backend, memory } from '@tensorflow/tfjs-core';
import { readCheckpoint } from '../../packages/checkpoints/dist/index.js';

const COMPILED = {
  folded: { target: 'tfjs' },
  compiled: { target: 'webgl' },
  'compiled, half': { target: 'webgl', precision: 'half' },
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
  for (const [way, options] of Object.entries(COMPILED)) {
    if (options.target === 'tfjs' || name === 'webgl') ways[way] = await compile(model, options);
  }
  return Object.keys(ways);
};

/** One blank or given image to its mask. @returns Milliseconds, WebGL programs, and bytes of textures in use. */
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

/** Every WebGL program that tfjs or we run goes through one function of its context. */
function countPrograms() {
  const context = backend().getGPGPUContext?.();
  if (!context) return { stop: () => undefined };
  const draw = context.executeProgram;
  let count = 0;
  context.executeProgram = () => {
    count++;
    draw.call(context);
  };
  return {
    stop() {
      context.executeProgram = draw;
      return count;
    },
  };
}

globalThis.renderer = () => {
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'unknown';
};
