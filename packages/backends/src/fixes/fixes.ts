/** What can be mended when a check fails, in the order in which it is tried. */
import { repairAvgPoolGradient } from './avg-pool-gradient.js';
import { repairCastToFloat } from './cast-to-float.js';
import { repairNativePadding } from './native-padding.js';
import { repairResizeGradient } from './resize-gradient.js';
import { repairRightFactor } from './right-factor.js';

export interface Fix {
  name: string;
  /** The engine's name of the backend that it is for; undefined for all. */
  backend?: string;
  /** Which failing cases call for it, by the beginning of their names. */
  cures: readonly string[];
  part: 'forward' | 'gradient' | 'either';
  /** @returns False where there was nothing to replace. */
  register(backendName: string): boolean | Promise<boolean>;
}

export const FIXES: readonly Fix[] = [
  {
    name: 'casts to float32 with numbers of their own',
    backend: 'webgpu',
    cures: ['chain: '],
    part: 'forward',
    register: repairCastToFloat,
  },
  {
    name: 'products with reshaped right factors',
    backend: 'wasm',
    cures: ['matMul'],
    part: 'forward',
    register: repairRightFactor,
  },
  {
    name: 'training kernels of @miniseg/backends/wasm-train',
    backend: 'wasm',
    cures: ['conv2d', 'depthwiseConv2d', 'maxPool', 'resizeBilinear'],
    part: 'gradient',
    register: async () => {
      const { registerWasmTraining } = await import('../wasm-train/index.js');
      registerWasmTraining();
      return true;
    },
  },
  {
    name: 'explicit padding as pad + valid',
    backend: 'tensorflow',
    cures: ['conv2d', 'depthwiseConv2d', 'avgPool'],
    part: 'either',
    register: repairNativePadding,
  },
  {
    name: 'gradient of average pooling at borders',
    cures: ['avgPool'],
    part: 'gradient',
    register: repairAvgPoolGradient,
  },
  {
    name: 'gradient of half-pixel resizing',
    cures: ['resizeBilinear'],
    part: 'gradient',
    register: repairResizeGradient,
  },
];
