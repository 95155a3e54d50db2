import { goldenSuite } from '../test/golden-suite.js';
import { HEAVY, SLOW } from '../test/networks.js';

/** The cpu backend takes half a minute for one of the others. */
const QUICKEST = ['dfn'] as const;

goldenSuite({ only: ['cpu'], names: SLOW ? HEAVY : QUICKEST, sizes: SLOW ? 'all' : '64x64' });
