/** The names of the networks, for programs that choose one and build it later: an entry that loads no tfjs. */

/** The names that `network` takes. */
export const NETWORK_NAMES = [
  'attunet',
  'bisenet',
  'cgnet',
  'danet',
  'deeplabv3',
  'deeplabv3plus',
  'denseaspp',
  'dfn',
  'edanet',
  'encnet',
  'enet',
  'espnet',
  'espnetv2',
  'fcn8s',
  'frrn',
  'lednet',
  'mobilenet_decoder',
  'mobilenet_encoder',
  'mobilenetv2_decoder',
  'mobilenetv2_encoder',
  'mobilenetv3',
  'ocnet',
  'pspnet',
  'segnet',
  'shufflenet_decoder',
  'shufflenet_encoder',
  'shufflenetv2_decoder',
  'shufflenetv2_encoder',
  'unet',
  'unetpp',
] as const;

/** Names under which `network` builds the networks. */
export type NetworkName = (typeof NETWORK_NAMES)[number];
