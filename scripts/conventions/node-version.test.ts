import { expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, which any Node has to run
import { nodeFits } from '../../packages/cli/bin/node-version.js';
// @ts-expect-error plain JavaScript, shared with the scripts
import { NODE_VERSIONS } from '../manifest-fields.mjs';

it.each(['20.19.0', '20.20.2', '22.12.0', '22.21.1', '23.0.0', '24.1.0', '26.0.0'])(
  '%s is a Node that fits',
  (version) => expect(nodeFits(version, NODE_VERSIONS)).toBe(true),
);

it.each(['18.20.8', '20.0.0', '20.9.0', '20.18.3', '21.7.3', '22.0.0', '22.11.0'])(
  '%s is too old',
  (version) => expect(nodeFits(version, NODE_VERSIONS)).toBe(false),
);
