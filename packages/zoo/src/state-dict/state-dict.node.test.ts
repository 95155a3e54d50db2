import { readCheckpoint } from '@miniseg/checkpoints';
import { describeOnBackends, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { readSpec, ruleState } from '../../test/zoo-golden.js';
import {
  exportSafetensors,
  loadCheckpoint,
  loadStateDict,
  type NetworkName,
  network,
  type StateDict,
  stateDict,
} from '../index.js';

/** Without a look at each number by the test runner, which takes seconds for a million. */
function expectSame(actual: StateDict, expected: StateDict): void {
  const shapes = (dict: StateDict) =>
    Object.entries(dict)
      .map(([key, { shape }]) => `${key} ${shape}`)
      .sort();
  expect(shapes(actual)).toEqual(shapes(expected));
  const differs = ([key, { data }]: [string, StateDict[string]]) => {
    for (let i = 0; i < data.length; i++) if (data[i] !== actual[key].data[i]) return true;
    return false;
  };
  expect(
    Object.entries(expected)
      .filter(differs)
      .map(([key]) => key),
  ).toEqual([]);
}

describeOnBackends('state dicts', () => {
  it
    .skipIf(!sharedAvailable)
    .each(['espnet', 'enet', 'mobilenetv3', 'shufflenet_decoder', 'cgnet'] as NetworkName[])(
    `of %s go in and out by the original's keys without a bit changed (${SHARED_HINT})`,
    async (name) => {
      const state = ruleState(await readSpec(name));
      const model = network(name, { seed: 1 });
      const { loaded } = loadStateDict(model, {
        ...state,
        'some.bn.num_batches_tracked': { shape: [], data: [1] },
      });
      expect(loaded.sort()).toEqual(Object.keys(state).sort());
      expectSame(await stateDict(model), state);
      const copy = network(name, { seed: 2 });
      loadCheckpoint(copy, readCheckpoint(await exportSafetensors(model)));
      expectSame(await stateDict(copy), state);
      model.dispose();
      copy.dispose();
    },
  );

  it('that miss, misshape or add keys are refused, named, and change nothing; a part loads where that is asked for', async () => {
    const model = network('edanet', { seed: 1 });
    const before = await stateDict(model);
    const broken: Parameters<typeof loadStateDict>[1] = {
      ...Object.fromEntries(
        Object.entries(before)
          .slice(2)
          .map(([key, { shape, data }]) => [key, { shape, data: data.map(() => 9) }]),
      ),
      'project_layer.bias': { shape: [3], data: [1, 2, 3] },
      'extra.weight': { shape: [1], data: [1] },
    };
    expect(() => loadStateDict(model, broken)).toThrow(
      /does not fit edanet: 2 keys are missing \(layers\.0\.conv\.weight, layers\.0\.conv\.bias\); 1 keys are left over \(extra\.weight\); 1 shapes do not fit \(project_layer\.bias: \[3\] with 3 values, expected \[2\]\)/,
    );
    expectSame(await stateDict(model), before);
    const report = loadStateDict(model, broken, { strict: false });
    expect(report.missing).toHaveLength(2);
    const after = await stateDict(model);
    expect([...after['layers.0.conv.weight'].data]).toEqual([...before['layers.0.conv.weight'].data]);
    expect(after['layers.1.conv.bias'].data.every((value) => value === 9)).toBe(true);
    model.dispose();
  });

  it("take a backbone's own keys by renaming them", async () => {
    const model = network('bisenet', { seed: 1 });
    const trunk: Parameters<typeof loadStateDict>[1] = {
      'conv1.weight': { shape: [64, 3, 7, 7], data: new Float32Array(64 * 3 * 49).fill(0.5) },
      'fc.weight': { shape: [1000, 512], data: new Float32Array(512_000) },
    };
    const { loaded, unexpected } = loadStateDict(model, trunk, {
      strict: false,
      rename: (key) => (key.startsWith('fc.') ? undefined : `context_path.${key}`),
    });
    expect([loaded, unexpected]).toEqual([['context_path.conv1.weight'], []]);
    expect((await stateDict(model))['context_path.conv1.weight'].data.every((value) => value === 0.5)).toBe(
      true,
    );
    model.dispose();
  });

  it('of other models are refused', async () => {
    const model = network('espnet', { seed: 1 });
    model.setUserDefinedMetadata({});
    await expect(stateDict(model)).rejects.toThrow(/does not say which network of the zoo it is/);
    model.dispose();
  });
});
