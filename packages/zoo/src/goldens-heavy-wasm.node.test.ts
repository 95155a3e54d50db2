import '@miniseg/backends/wasm-train';
import { goldenSuite } from '../test/golden-suite.js';
import { HEAVY, SLOW } from '../test/networks.js';
import type { NetworkName } from './index.js';

/** What no lighter network has: attention over positions on ResNet's encoder, and VGG's; and the best known one. */
const TRAINED: readonly NetworkName[] = SLOW ? HEAVY : ['danet', 'fcn8s', 'unet'];

goldenSuite({ only: ['wasm'], names: TRAINED, gradients: true, training: true });
// The gradients of all take minutes, and MINISEG_SLOW=1.
const others = HEAVY.filter((name) => !TRAINED.includes(name));
if (others.length > 0) goldenSuite({ only: ['wasm'], names: others });
