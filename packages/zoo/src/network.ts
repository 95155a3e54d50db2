/** Any network by its name. A page that needs one alone imports it from an entry of its own, such as `@miniseg/zoo/unet`. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NetworkOptions } from './builder/index.js';
import { ZooError } from './errors.js';
import { NETWORK_NAMES, type NetworkName } from './names/index.js';
import { attunet } from './networks/attunet.js';
import { bisenet } from './networks/bisenet.js';
import { cgnet } from './networks/cgnet.js';
import { danet } from './networks/danet.js';
import { deeplabv3 } from './networks/deeplabv3.js';
import { deeplabv3plus } from './networks/deeplabv3plus.js';
import { denseaspp } from './networks/denseaspp.js';
import { dfn } from './networks/dfn.js';
import { edanet } from './networks/edanet.js';
import { encnet } from './networks/encnet.js';
import { enet } from './networks/enet.js';
import { espnet } from './networks/espnet.js';
import { espnetv2 } from './networks/espnetv2.js';
import { fcn8s } from './networks/fcn8s.js';
import { frrn } from './networks/frrn.js';
import { lednet } from './networks/lednet.js';
import { mobilenetDecoder } from './networks/mobilenet_decoder.js';
import { mobilenetEncoder } from './networks/mobilenet_encoder.js';
import { mobilenetv2Decoder } from './networks/mobilenetv2_decoder.js';
import { mobilenetv2Encoder } from './networks/mobilenetv2_encoder.js';
import { mobilenetv3 } from './networks/mobilenetv3.js';
import { ocnet } from './networks/ocnet.js';
import { pspnet } from './networks/pspnet.js';
import { segnet } from './networks/segnet.js';
import { shufflenetDecoder } from './networks/shufflenet_decoder.js';
import { shufflenetEncoder } from './networks/shufflenet_encoder.js';
import { shufflenetv2Decoder } from './networks/shufflenetv2_decoder.js';
import { shufflenetv2Encoder } from './networks/shufflenetv2_encoder.js';
import { unet } from './networks/unet.js';
import { unetpp } from './networks/unetpp.js';

const NETWORKS = {
  attunet,
  bisenet,
  cgnet,
  danet,
  deeplabv3,
  deeplabv3plus,
  denseaspp,
  dfn,
  edanet,
  encnet,
  enet,
  espnet,
  espnetv2,
  fcn8s,
  frrn,
  lednet,
  mobilenet_decoder: mobilenetDecoder,
  mobilenet_encoder: mobilenetEncoder,
  mobilenetv2_decoder: mobilenetv2Decoder,
  mobilenetv2_encoder: mobilenetv2Encoder,
  mobilenetv3,
  ocnet,
  pspnet,
  segnet,
  shufflenet_decoder: shufflenetDecoder,
  shufflenet_encoder: shufflenetEncoder,
  shufflenetv2_decoder: shufflenetv2Decoder,
  shufflenetv2_encoder: shufflenetv2Encoder,
  unet,
  unetpp,
} satisfies Record<NetworkName, (options?: NetworkOptions) => LayersModel>;

/**
 * A network of the paper's table III with new weights.
 *
 * The classification networks have two forms: `..._encoder`, which is what the table counted, has maps for outputs and no
 * classes; `..._decoder` has MiniSeg's decoder on top, and segments.
 *
 * @throws {ZooError} `invalid-argument` for an unknown name or option, or a value out of range.
 * @example
 * const model = network('unet', { classes: 2, inputChannels: 3 });
 * model.predict(tf.zeros([1, 512, 512, 3])); // logits [1, 512, 512, 2]
 */
export function network(name: NetworkName, options: NetworkOptions = {}): LayersModel {
  if (typeof name !== 'string' || !Object.hasOwn(NETWORKS, name)) {
    throw new ZooError(
      'invalid-argument',
      `There is no network '${String(name)}'; there are ${NETWORK_NAMES.join(', ')}.`,
    );
  }
  return NETWORKS[name](options);
}
