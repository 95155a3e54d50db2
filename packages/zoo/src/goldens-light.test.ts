import { goldenSuite } from '../test/golden-suite.js';
import { LIGHT } from '../test/networks.js';

goldenSuite({ only: ['cpu', 'webgl'], names: LIGHT });
