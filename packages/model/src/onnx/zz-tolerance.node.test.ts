import { readCheckpoint } from '@miniseg/checkpoints';
import { readShared, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { it } from 'vitest';
import { exportOnnx, miniSeg, modelFromCheckpoint } from '../index.js';
it('measure', async () => {
  await useBackend('wasm');
  const { model } = modelFromCheckpoint(readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth')));
  const paper = miniSeg({ preset: 'paper', seed: 1, initialization: 'kaiming' });
  for (const [name, net] of [['aaai', model], ['paper', paper]] as const) {
    const session = await InferenceSession.create(await exportOnnx(net, { heads: 'main' }));
    for (const side of [32, 64, 128, 256, 512, 768, 1024]) {
      const image = tf.randomUniform([1, side, side, 3], -2, 2, 'float32', 7) as tf.Tensor4D;
      const planes = tf.transpose(image, [0, 3, 1, 2]);
      const r = await session.run({ image: new Tensor('float32', (await planes.data()) as Float32Array, planes.shape) });
      const out = net.execute(image, net.outputs[0].name) as tf.Tensor4D;
      const wanted = await tf.transpose(out, [0, 3, 1, 2]).data();
      const got = r.logits1.data as Float32Array;
      let e = 0, m = 0; for (let i = 0; i < got.length; i++) { e = Math.max(e, Math.abs(got[i] - wanted[i])); m = Math.max(m, Math.abs(wanted[i])); }
      console.log(name, side, 'error', e, 'largest', m, 'ratio', e / m);
      tf.dispose([image, planes, out]);
    }
  }
}, 600_000);
