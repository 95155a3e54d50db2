/**
 * OCNet. Yuan, Wang: OCNet: Object Context Network for Scene Parsing, arXiv:1809.00916, "Base-OC" on a ResNet-101 with
 * output stride 8. Keys and queries are one convolution that runs twice, so that in training its running values move
 * twice a step, as the original's do.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dilatedResnet } from '../backbones/resnet.js';
import { NetworkBuilder, type NetworkOptions, sequence } from '../builder/index.js';

/** 52,859,970 parameters with 2 classes. Any sides; memory grows with the square of the pixels / 64. */
export function ocnet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('ocnet', options);
  const features = net.conv(dilatedResnet(net, net.image, 101), sequence('head.context'), 512);

  /** Object context, section 3.2: each pixel gets the values of the pixels that are like it. */
  const stage = 'head.context.3.stages.0';
  const linear = { kernel: 1, bias: true } as const;
  const value = net.conv(features, `${stage}.f_value`, 256, linear);
  net.alias(`${stage}.f_query.`, `${stage}.f_key.`);
  const [key, query] = net.convTwice(features, sequence(`${stage}.f_key`), 256, linear);
  const attended = net.attention(query, key, value, { scale: 1 / Math.sqrt(256) });
  const context = net.starting('zeros', () => net.conv(attended, `${stage}.W`, 512, linear));

  const joined = net.concat([context, features]);
  const x = net.conv(joined, sequence('head.context.3.project'), 512, linear);
  const dropped = net.dropout(x, 0.05, { channelwise: true });
  const logits = net.conv(dropped, 'head.out', net.classes, linear);
  return net.finish(net.resize(logits, { like: net.image, alignCorners: true }));
}
