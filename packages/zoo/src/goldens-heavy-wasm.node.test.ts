import '@miniseg/backends/wasm-train';
import { goldenSuite } from '../test/golden-suite.js';
import { HEAVY, SLOW } from '../test/networks.js';
import type { NetworkName } from './index.js';

/** What no lighter network has: attention over positions, VGG's, ResNet's and DenseNet's encoders, two streams. */
const TRAINED: readonly NetworkName[] = SLOW ? HEAVY : ['danet', 'dfn', 'denseaspp', 'fcn8s', 'frrn', 'unet'];

goldenSuite({ only: ['wasm'], names: TRAINED, gradients: true, training: true });
// The gradients of all take minutes, and MINISEG_SLOW=1.
const others = HEAVY.filter((name) => !TRAINED.includes(name));
if (others.length > 0) goldenSuite({ only: ['wasm'], names: others });
