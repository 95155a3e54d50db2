import { SHARED_HINT, sharedAvailable, useBackend } from '@miniseg/testkit';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSpec } from '../../test/zoo-golden.js';
import {
  countMacs,
  countParameters,
  countToolFlops,
  NETWORK_NAMES,
  type NetworkName,
  network,
  RIVALS,
} from '../index.js';
import { torchShape } from '../state-dict/layout.js';
import { namedWeights } from '../state-dict/named-weights.js';

const IMAGE = [1, 512, 512, 3];

/** Drawing the weights takes longer than counting: each network is built once. */
const counted = new Map<NetworkName, { parameters: number; flops: number }>();

function countOnce(name: NetworkName, model: LayersModel = network(name, { seed: 1 })) {
  const counts = { parameters: countParameters(model), flops: countToolFlops(model, IMAGE) };
  counted.set(name, counts);
  model.dispose();
  return counts;
}

describe.skipIf(!sharedAvailable)(`counts equal those of the original (${SHARED_HINT})`, () => {
  beforeAll(() => useBackend('cpu'));

  it.each(NETWORK_NAMES)('%s: parameters, multiply-accumulates, and the FLOPs of the table', async (name) => {
    const spec = await readSpec(name);
    const model = network(name, { seed: 1 });
    expect(
      Object.fromEntries(
        namedWeights(model).map(({ weight, key, layout }) => [
          key,
          torchShape(layout, weight.shape as number[]),
        ]),
      ),
    ).toEqual(Object.fromEntries(spec.state.map(([key, shape]) => [key, shape])));
    expect(countMacs(model, IMAGE)).toBe(spec.macs_512);
    expect(countOnce(name, model)).toEqual({ parameters: spec.params, flops: spec.tool_flops_512 });
  });
});

describe('the table of the paper', () => {
  beforeAll(() => useBackend('cpu'));

  it('has 26 rivals, whose printed figures come out to the digit', () => {
    expect(RIVALS).toHaveLength(26);
    for (const { title, network: name, parameters, flops, unit } of RIVALS) {
      const counts = counted.get(name) ?? countOnce(name);
      const printed = (text: string) =>
        [Number.parseFloat(text), (text.split('.')[1] ?? '').replace(/\D/g, '').length] as const;
      const [count, digits] = printed(parameters);
      expect([title, Number((counts.parameters / unit).toFixed(digits))]).toEqual([title, count]);
      const [operations, places] = printed(flops);
      expect([title, Number((counts.flops / 1e9).toFixed(places))]).toEqual([title, operations]);
    }
  });
});
