import '@miniseg/backends/wasm-train';
import { goldenSuite } from '../test/golden-suite.js';
import { LIGHT } from '../test/networks.js';

goldenSuite({ only: ['wasm'], names: LIGHT, gradients: true, training: true });
