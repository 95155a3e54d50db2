import { register } from './builder/register.js';

export type { EncoderOptions, NetworkOptions } from './builder/index.js';
export { countMacs } from './counts/count-macs.js';
export { countParameters } from './counts/count-parameters.js';
export { countToolFlops } from './counts/count-tool-flops.js';
export { countTrainingBytes } from './counts/count-training-bytes.js';
export { ZooError, type ZooErrorCode } from './errors.js';
export { headWeights } from './head-weights.js';
export { NETWORK_NAMES, type NetworkName } from './names/index.js';
export { network } from './network.js';
export { type NetworkFacts, networkFromCheckpoint, networkOf, networkOfCheckpoint } from './network-of.js';
export { attunet } from './networks/attunet.js';
export { bisenet } from './networks/bisenet.js';
export { cgnet } from './networks/cgnet.js';
export { danet } from './networks/danet.js';
export { deeplabv3 } from './networks/deeplabv3.js';
export { deeplabv3plus } from './networks/deeplabv3plus.js';
export { denseaspp } from './networks/denseaspp.js';
export { dfn } from './networks/dfn.js';
export { edanet } from './networks/edanet.js';
export { encnet } from './networks/encnet.js';
export { enet } from './networks/enet.js';
export { espnet } from './networks/espnet.js';
export { espnetv2 } from './networks/espnetv2.js';
export { fcn8s } from './networks/fcn8s.js';
export { frrn } from './networks/frrn.js';
export { lednet } from './networks/lednet.js';
export { mobilenetDecoder } from './networks/mobilenet_decoder.js';
export { mobilenetEncoder } from './networks/mobilenet_encoder.js';
export { mobilenetv2Decoder } from './networks/mobilenetv2_decoder.js';
export { mobilenetv2Encoder } from './networks/mobilenetv2_encoder.js';
export { mobilenetv3 } from './networks/mobilenetv3.js';
export { ocnet } from './networks/ocnet.js';
export { pspnet } from './networks/pspnet.js';
export { segnet } from './networks/segnet.js';
export { shufflenetDecoder } from './networks/shufflenet_decoder.js';
export { shufflenetEncoder } from './networks/shufflenet_encoder.js';
export { shufflenetv2Decoder } from './networks/shufflenetv2_decoder.js';
export { shufflenetv2Encoder } from './networks/shufflenetv2_encoder.js';
export { unet } from './networks/unet.js';
export { unetpp } from './networks/unetpp.js';
export { RIVALS, type Rival } from './rivals.js';
export {
  exportSafetensors,
  type LoadOptions,
  type LoadReport,
  loadCheckpoint,
  loadStateDict,
  type StateDict,
  stateDict,
  type TorchTensor,
} from './state-dict/state-dict.js';
export { register };

register();
