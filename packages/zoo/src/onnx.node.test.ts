/** The exported files run in onnxruntime and give what tfjs gives. */
import { exportOnnx } from '@miniseg/model';
import { expectClose, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { HEAVY, LIGHT, SLOW } from '../test/networks.js';
import { NetworkBuilder } from './builder/index.js';
import { network } from './index.js';

beforeAll(() => useBackend('cpu'));

/** The layers that only heavy networks have, narrow: in turn 20 to 60 million weights take a minute to write and read. */
function smallNetwork(): LayersModel {
  const net = new NetworkBuilder('small', { seed: 1 });
  const x = net.conv(net.image, ['conv', 'bn'], 6, { strides: 2 });
  const pooled = [1, 2, 3, 6].map((bins, i) =>
    net.resize(net.conv(net.adaptiveAvgPool(x, bins), `pool${i}`, 2, { kernel: 1 }), { like: x }),
  );
  const attended = net.attention(x, net.conv(x, 'key', 6), net.conv(x, 'value', 4), { scale: 0.5 });
  const channels = net.weighedSum(net.channelAttention(x), x, 'factor');
  const encoded = net.linear(net.encoding(x, ['codes', 'norm'], 5), 'fc', 6, { activation: 'sigmoid' });
  const nearest = net.resize(net.globalPool(x), { like: x, method: 'nearest' });
  const shared = net.conv(x, ['last', 'lastbn', 'slope'], 3, { activation: 'sharedPrelu' });
  const all = net.concat([...pooled, attended, net.multiply(channels, encoded), nearest, shared]);
  return net.finish(net.resize(net.avgPool(all, { size: 2 }), { scale: 4, alignCorners: true }));
}

/** Whether the network has no side that must be a multiple of something. */
function anySize(name: string): boolean {
  return (
    ['cgnet', 'lednet', 'bisenet', 'fcn8s'].includes(name) ||
    /net(v[23])?_|v3$|^deeplab|^(psp|enc|oc|da)net$/.test(name)
  );
}

describe('as ONNX files', () => {
  it.each(['small', ...LIGHT, 'fcn8s', ...(SLOW ? HEAVY : [])] as const)(
    '%s has the same outputs in onnxruntime',
    async (name) => {
      const model = name === 'small' ? smallNetwork() : network(name, { seed: 1 });
      const session = await InferenceSession.create(await exportOnnx(model, { heads: 'all' }));
      // Sizes that the file does not hold, odd where the network takes them.
      const [height, width] = anySize(name) ? [35, 50] : [32, 64];
      const image = tf.randomUniform([1, height, width, 3], -2, 2, 'float32', 7) as tf.Tensor4D;
      const planes = tf.transpose(image, [0, 3, 1, 2]);
      const given = new Tensor('float32', (await planes.data()) as Float32Array, planes.shape);
      const results = await session.run({ image: given });
      const expected = [model.predict(image)].flat() as tf.Tensor4D[];
      expect(session.outputNames).toHaveLength(expected.length);
      for (const [i, output] of session.outputNames.entries()) {
        const wanted = tf.transpose(expected[i], [0, 3, 1, 2]);
        expect(results[output].dims).toEqual(wanted.shape);
        const [largest] = await tf.max(tf.abs(wanted)).data();
        await expectClose(results[output].data as Float32Array, wanted, { absolute: 1e-4 * largest }, output);
        wanted.dispose();
      }
      tf.dispose([image, planes, expected]);
      await session.release();
      model.dispose();
    },
  );
});
