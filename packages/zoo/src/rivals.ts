/** What table III of the paper prints of each rival, left half: https://arxiv.org/abs/2004.09750 */
import type { NetworkName } from './names/index.js';

/** A row of the paper's table that MiniSeg is compared with. */
export interface Rival {
  /** As the table has it. */
  title: string;
  network: NetworkName;
  /** As printed. */
  parameters: string;
  flops: string;
  /** What one M or K of the printed parameters stands for. */
  unit: number;
  /** Whether it starts from ImageNet weights, by the table. */
  pretrained: boolean;
}

const M = 1.024e6;

/** In the table's order. The networks for classification are the encoders alone, which the table counted. */
export const RIVALS: readonly Rival[] = (
  [
    ['U-Net', 'unet', '33.72M', '261.92G', M, false],
    ['FCN-8s', 'fcn8s', '15.53M', '105.97G', M, true],
    ['FRRN', 'frrn', '17.30M', '237.70G', M, true],
    ['SegNet', 'segnet', '28.75M', '160.44G', M, true],
    ['PSPNet', 'pspnet', '64.03M', '257.79G', M, true],
    ['DeepLabv3', 'deeplabv3', '38.71M', '163.83G', M, true],
    ['DeepLabv3+', 'deeplabv3plus', '53.33M', '82.87G', M, true],
    ['UNet++', 'unetpp', '35.77M', '552.16G', M, false],
    ['Attention U-Net', 'attunet', '34.06M', '266.31G', M, false],
    ['BiSeNet', 'bisenet', '12.5M', '13.01G', M, true],
    ['DenseASPP', 'denseaspp', '27.93M', '122.28G', M, true],
    ['DFN', 'dfn', '43.53M', '81.88G', M, true],
    ['EncNet', 'encnet', '51.25M', '217.46G', M, true],
    ['OCNet', 'ocnet', '51.6M', '220.69G', M, true],
    ['DANet', 'danet', '64.87M', '275.72G', M, true],
    ['MobileNet', 'mobilenet_encoder', '3.13M', '3.02G', M, true],
    ['MobileNetv2', 'mobilenetv2_encoder', '2.17M', '1.60G', M, true],
    ['MobileNetv3', 'mobilenetv3', '1.90M', '0.36G', 1e6, false],
    ['ShuffleNet', 'shufflenet_encoder', '916.92K', '0.75G', 1e3, true],
    ['ShuffleNetv2', 'shufflenetv2_encoder', '1.22M', '0.77G', M, true],
    ['ENet', 'enet', '363.2K', '1.92G', 1e3, false],
    ['CGNet', 'cgnet', '491.95K', '3.40G', 1e3, false],
    ['EDANet', 'edanet', '681.82K', '4.43G', 1e3, false],
    ['LEDNet', 'lednet', '2.26M', '6.32G', M, false],
    ['ESPNet', 'espnet', '345.57K', '1.76G', 1e3, false],
    ['ESPNetv2', 'espnetv2', '335.85K', '0.77G', 1e3, false],
  ] as const
).map(([title, network, parameters, flops, unit, pretrained]) => ({
  title,
  network,
  parameters,
  flops,
  unit,
  pretrained,
}));
