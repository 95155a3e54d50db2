/**
 * What every layer of the project promises, as one suite: shapes, weight count, config and save/load round trips,
 * gradients against central differences, any height and width, training against evaluation, no leaked tensor.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  type layers,
  loadLayersModel,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { type BackendOptions, describeOnBackends } from './backends.js';
import { expectClose } from './expect-close.js';
import { compareGradients, gradientsOf, leaveTheKink, perturbWeights } from './layer-gradients.js';
import { expectNoLeak } from './leaks.js';

type Layer = layers.Layer;
type Size = [height: number, width: number];

/** A layer, and what is expected of it. */
export interface LayerContract {
  /** Title of the suite. */
  title: string;
  /** A new, unbuilt layer, with a seed so that two of them start equal. */
  create: () => Layer;
  /** Channels of each input. */
  channels: number[];
  /** Height and width of each input from the first one's. Default: all alike. */
  inputSizes?: (first: Size) => Size[];
  /** Expected [height, width, channels] of each output from the first input's size. */
  outputs: (first: Size) => [number, number, number][];
  /** Expected numbers of weights (elements). */
  trainable: number;
  nonTrainable?: number;
  /** Sizes tried with one instance. Default odd, even and tiny ones. */
  sizes?: Size[];
  /** Indices of inputs of which only the shape counts: they have no gradient. */
  constantInputs?: number[];
  /** The output of training mode is random (dropout): its gradient is then compared in evaluation mode only. */
  stochastic?: boolean;
}

const BATCH = 2;

/** Runs the contract on every backend that is there. */
export function layerContract(contract: LayerContract, options?: BackendOptions): void {
  const {
    create,
    channels,
    outputs,
    sizes = [
      [7, 9],
      [8, 6],
      [1, 2],
      [16, 5],
    ],
  } = contract;
  const inputSizes = contract.inputSizes ?? ((first: Size) => channels.map(() => first));
  const differentiable = channels.map((_, i) => !contract.constantInputs?.includes(i));
  const smallest: Size = [6, 5];

  const makeInputs = (size: Size, seed = 1): tf.Tensor[] =>
    inputSizes(size).map(([height, width], i) =>
      tf.randomNormal([BATCH, height, width, channels[i]], 0, 1, 'float32', seed + i),
    );
  const makeModel = (layer: Layer): LayersModel => {
    const symbols = channels.map((count) => input({ shape: [null, null, count] }));
    return model({
      inputs: symbols,
      outputs: layer.apply(symbols.length === 1 ? symbols[0] : symbols) as SymbolicTensor | SymbolicTensor[],
    });
  };
  /** Every output in one list, computed with the layer's current weights. */
  const run = (layer: Layer, inputs: tf.Tensor[], training: boolean): tf.Tensor[] =>
    tf.tidy(() => {
      const result = layer.apply(inputs.length === 1 ? inputs[0] : inputs, { training }) as
        | tf.Tensor
        | tf.Tensor[];
      return Array.isArray(result) ? result : [result];
    });
  const built = () => {
    const layer = create();
    const owner = makeModel(layer);
    return { layer, dispose: () => owner.dispose() };
  };

  describeOnBackends(
    `${contract.title} keeps the layer contract`,
    () => {
      it('takes any height and width with one instance, and its output has the shape it announces', () => {
        const { layer, dispose } = built();
        for (const size of sizes) {
          const inputs = makeInputs(size);
          const results = run(layer, inputs, false);
          expect(results.map((y) => y.shape)).toEqual(outputs(size).map((shape) => [BATCH, ...shape]));
          const shapes = inputs.map((x) => x.shape);
          const announced = layer.computeOutputShape(shapes.length === 1 ? shapes[0] : shapes);
          expect(Array.isArray(announced[0]) ? announced : [announced]).toEqual(results.map((y) => y.shape));
          tf.dispose([inputs, results]);
        }
        dispose();
      });

      it('has exactly the weights it should have', () => {
        const { layer, dispose } = built();
        const count = (weights: Layer['weights']) =>
          weights.reduce((sum, weight) => sum + (weight.shape as number[]).reduce((a, b) => a * b, 1), 0);
        expect(count(layer.trainableWeights)).toBe(contract.trainable);
        expect(count(layer.nonTrainableWeights)).toBe(contract.nonTrainable ?? 0);
        dispose();
      });

      it('comes back from its config, through JSON, with the same config and the same initial weights', async () => {
        const { layer, dispose } = built();
        const config = JSON.parse(JSON.stringify(layer.getConfig()));
        const Class = layer.constructor as unknown as new (config: tf.serialization.ConfigDict) => Layer;
        const copy = new Class(config);
        const owner = makeModel(copy);
        expect(copy.getConfig()).toEqual(layer.getConfig());
        for (const [i, weight] of layer.getWeights().entries())
          await expectClose(copy.getWeights()[i], weight, { absolute: 0 });
        dispose();
        owner.dispose();
      });

      it('saves with a model and loads again to the same outputs', async () => {
        const original = makeModel(create());
        perturbWeights(original);
        let saved: tf.io.ModelArtifacts | undefined;
        await original.save(
          tf.io.withSaveHandler(async (artifacts) => {
            saved = artifacts;
            return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
          }),
        );
        const artifacts = saved as tf.io.ModelArtifacts;
        // Through JSON, as a file would hold it.
        const modelTopology = JSON.parse(JSON.stringify(artifacts.modelTopology));
        const loaded = await loadLayersModel(tf.io.fromMemory({ ...artifacts, modelTopology }));
        const inputs = makeInputs(smallest);
        const predict = (network: LayersModel) => {
          const result = network.predict(inputs.length === 1 ? inputs[0] : inputs);
          return Array.isArray(result) ? result : [result];
        };
        const [expected, actual] = [predict(original), predict(loaded)];
        for (const [i, y] of expected.entries()) await expectClose(actual[i], y, { absolute: 0 });
        tf.dispose([inputs, expected, actual]);
        original.dispose();
        loaded.dispose();
      });

      for (const training of contract.stochastic ? [false] : [false, true]) {
        it(`has the gradients of central differences in ${training ? 'training' : 'evaluation'} mode`, async () => {
          const { layer, dispose } = built();
          perturbWeights(layer);
          leaveTheKink(layer);
          const inputs = makeInputs(smallest);
          await compareGradients(layer, inputs, differentiable, (x) => run(layer, x, training));
          tf.dispose(inputs);
          dispose();
        });
      }

      it('moves its running values in training mode and only there', async () => {
        const { layer, dispose } = built();
        const inputs = makeInputs(smallest);
        const values = () =>
          Promise.all(layer.nonTrainableWeights.map(async (weight) => [...(await weight.read().data())]));
        const initial = await values();
        tf.dispose(run(layer, inputs, false));
        expect(await values()).toEqual(initial);
        tf.dispose(run(layer, inputs, true));
        const moved = await values();
        for (const [i, before] of initial.entries()) expect(moved[i]).not.toEqual(before);
        tf.dispose(inputs);
        dispose();
      });

      it('leaves no tensor behind, forward or backward', async () => {
        const { layer, dispose } = built();
        for (const training of [false, true]) {
          await expectNoLeak(() => {
            const inputs = makeInputs(smallest);
            return [inputs, run(layer, inputs, training)];
          });
          await expectNoLeak(() => {
            const inputs = makeInputs(smallest);
            return [
              inputs,
              tf.tidy(() => gradientsOf(inputs, differentiable, (x) => total(run(layer, x, training)))),
            ];
          });
        }
        dispose();
      });

      it('gives its tensors back when the model that holds it is disposed', async () => {
        await expectNoLeak(() => makeModel(create()).dispose());
      });
    },
    options,
  );
}

const total = (outputs: tf.Tensor[]): tf.Tensor => tf.addN(outputs.map((y) => tf.sum(y)));
