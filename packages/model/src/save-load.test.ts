import { describeOnBackends, expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { miniSeg, modelMetadata, setModelMetadata } from './index.js';

describeOnBackends("save and load by tfjs's own means", () => {
  for (const preset of ['paper', 'aaai'] as const) {
    it(`brings ${preset} back from memory with every layer, its weights and what it remembers`, async () => {
      const model = miniSeg({ preset, seed: 1 });
      setModelMetadata(model, { normalization: { mean: 0.6, std: 0.3 } });
      let artifacts: tf.io.ModelArtifacts = {};
      await model.save(
        tf.io.withSaveHandler(async (saved) => {
          artifacts = saved;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      // tfjs adds a suffix to names that exist already; loading must not depend on them being free.
      const loaded = await loadLayersModel(tf.io.fromMemory(artifacts));
      expect(modelMetadata(loaded)).toEqual(JSON.parse(JSON.stringify(modelMetadata(model))));
      expect(loaded.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name));
      const x = tf.randomUniform([1, 40, 33, 3], 0, 1, 'float32', 1);
      const [expected, actual] = [model, loaded].map((network) => network.predict(x) as tf.Tensor[]);
      for (const [i, y] of expected.entries()) await expectClose(actual[i], y, { absolute: 0 });
      tf.dispose([x, expected, actual]);
      model.dispose();
      loaded.dispose();
    });
  }
});
