import { describe, expect, it } from 'vitest';
import { currentEnvironment, notHere, ORDER } from './environment.js';
import { hardwareOf } from './hardware.js';

describe('currentEnvironment', () => {
  it('tells Node, pages and workers apart', () => {
    expect(currentEnvironment({ process: { versions: { node: '20.0.0' } } })).toBe('node');
    expect(currentEnvironment({ document: {} })).toBe('page');
    expect(currentEnvironment({})).toBe('worker');
    // Bundlers put an empty process into pages.
    expect(currentEnvironment({ document: {}, process: { versions: {} } })).toBe('page');
  });
});

it('native packages are of Node, WebGL is of browsers, and the rest is everywhere', () => {
  expect(notHere('webgl', 'node')).toBe('webgl needs a browser');
  expect(notHere('node-gpu', 'worker')).toBe('node-gpu needs Node');
  for (const name of ['webgpu', 'wasm', 'cpu'] as const) {
    for (const environment of Object.keys(ORDER) as (keyof typeof ORDER)[]) {
      expect(notHere(name, environment)).toBeUndefined();
    }
  }
});

it.each([
  ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', true],
  ['llvmpipe (LLVM 15.0.7, 256 bits)', true],
  ['Microsoft Basic Render Driver', true],
  ['ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)', false],
  ['Apple M2', false],
  ['ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)', false],
])('%s is software: %s', (renderer, software) => {
  expect(hardwareOf(renderer)).toEqual({ hardware: renderer, software });
});
