import '@miniseg/backends/wasm-train';
import { goldenSuite } from '../test/golden-suite.js';
import { HEAVY } from '../test/networks.js';

goldenSuite({ only: ['wasm'], names: HEAVY, gradients: true, training: true });
