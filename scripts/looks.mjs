/**
 * Writes the small pictures that tests compare pages with, after a change that is meant to be seen: `npm run looks`. Look at
 * the pages themselves first (`npm run screenshots`).
 */
import { pnpm, setup } from './setup.mjs';

process.env.MINISEG_LOOKS = 'write';
setup();
pnpm('exec', 'vitest', 'run', '--project=node', 'looks.node.test.ts');
