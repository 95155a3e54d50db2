/** Whether the layers that a model.json describes are those that its weights are of: building them may take any memory. */
import type { io } from '@tensorflow/tfjs-core';
import { layers, models } from '@tensorflow/tfjs-layers';
import { checkGraph } from './check-graph.js';

type AddWeight = (this: unknown, name: string, shape: number[], ...rest: unknown[]) => unknown;

/** Layers may hold a few numbers that are not stored. */
const SLACK = 2 ** 16;

/**
 * Builds the layers once, and stops where they ask for more numbers than the file holds.
 *
 * @throws {Error} of tfjs that says what is wrong with the description
 */
export async function checkTopology({ modelTopology, weightSpecs = [] }: io.ModelArtifacts): Promise<void> {
  checkGraph(modelTopology);
  const stored = weightSpecs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  // Protected for those that use layers, and the one place through which all of them get their numbers.
  const prototype = layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const { addWeight } = prototype;
  let asked = 0;
  prototype.addWeight = function (this: unknown, name, shape, ...rest) {
    asked += sizeOf(shape);
    if (!(asked <= stored + SLACK)) {
      throw new Error(`its layers have at least ${asked} numbers, and its weights ${stored}`);
    }
    return addWeight.call(this, name, shape, ...rest);
  };
  let built: Promise<{ dispose(): unknown }>;
  try {
    // Builds before it returns, so that no other model is built meanwhile.
    built = models.modelFromJSON({ modelTopology: modelTopology as object } as never);
  } finally {
    prototype.addWeight = addWeight;
  }
  (await built).dispose();
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);
