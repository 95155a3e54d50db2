/**
 * The rivals of @miniseg/zoo, compiled: they give what the plain graph gives. Without MINISEG_SLOW=1 the light ones alone;
 * attention and encoding, which only large ones have, are tried in the engine.
 */
import { expectClose, useBackend } from '@miniseg/testkit';
import { NETWORK_NAMES, type NetworkName, network } from '@miniseg/zoo';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { compile } from './index.js';

const LIGHT: NetworkName[] = [
  'cgnet',
  'edanet',
  'enet',
  'espnet',
  'espnetv2',
  'lednet',
  'mobilenetv3',
  'shufflenetv2_decoder',
];
const chosen = process.env.MINISEG_SLOW === '1' ? NETWORK_NAMES : LIGHT;

beforeAll(() => useBackend('wasm'));

it.each(chosen)('%s', { timeout: 300_000 }, async (name) => {
  const net = network(name, { seed: 1 });
  const predictor = await compile(net, { target: 'wasm', threads: 1 });
  const x = tf.randomNormal([1, 64, 96, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
  const outputs = [net.execute(x, net.outputs[0].name)].flat() as tf.Tensor4D[];
  // What runs a program resizes its output to the image.
  const plain = tf.image.resizeBilinear(outputs[0], [64, 96], false, true);
  const expected = (await plain.data()) as Float32Array;
  // Drawn weights give some networks logits of thousands and more, where float32 itself is no finer.
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0);
  const actual = await predictor.logits(x);
  await expectClose(actual, plain, { absolute: Math.min(1e-4, 1e-3 * largest) * Math.max(1, largest / 5) });
  predictor.dispose();
  net.dispose();
  tf.dispose([x, outputs, plain, actual]);
});
