/** What convolution and transposed convolution share: a kernel and perhaps a bias. */
import { addBias, type PairLike } from '@miniseg/ops';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { checkCount } from '../check.js';
import { check } from '../check-options.js';
import { BlocksError } from '../errors.js';
import { checkKernelStart, type KernelStart, kernelInitializer } from './kernel-start.js';
import { type LayerArgs, MapLayer } from './map-layer.js';

/** Arguments that all layers of convolutions have in common. */
export interface ConvolutionArgs extends LayerArgs {
  /** Output channels. */
  filters: number;
  /** Height and width of the kernel: one number, or [rows, columns]. */
  kernelSize: PairLike;
  /** Default 1. */
  strides?: PairLike;
  /** Distance between the kernel's taps. Default 1. */
  dilations?: PairLike;
  /** Default 1. */
  groups?: number;
  /** Default false. */
  useBias?: boolean;
  /** How the kernel starts. Default 'default', which is PyTorch's; the bias starts so or, with 'zeros', at zero. */
  kernelStart?: KernelStart;
  /** Makes the initial weights reproducible. Default: another draw each time. */
  seed?: number;
}

const CONVOLUTION_OPTIONS = {
  filters: 1,
  kernelSize: 1,
  strides: 1,
  dilations: 1,
  groups: 1,
  useBias: 1,
  kernelStart: 1,
  seed: 1,
} as const;

export abstract class ConvolutionLayer extends MapLayer {
  readonly filters: number;
  readonly kernelSize: [number, number];
  readonly strides: PairLike;
  readonly dilations: PairLike;
  readonly groups: number;
  readonly useBias: boolean;
  readonly kernelStart: KernelStart;
  readonly seed: number | undefined;
  protected kernel!: LayerVariable;
  private bias?: LayerVariable;

  constructor(args: ConvolutionArgs, own: Readonly<Record<string, 1>>) {
    super(args, { ...CONVOLUTION_OPTIONS, ...own });
    const {
      filters,
      kernelSize,
      strides = 1,
      dilations = 1,
      groups = 1,
      useBias = false,
      kernelStart = 'default',
    } = args;
    const of = `of ${this.getClassName()}`;
    checkCount(filters, `filters ${of}`);
    this.kernelSize = pairOf(kernelSize);
    for (const side of this.kernelSize) checkCount(side, `kernelSize ${of}`);
    for (const stride of pairOf(strides)) checkCount(stride, `strides ${of}`);
    for (const dilation of pairOf(dilations)) checkCount(dilation, `dilations ${of}`);
    checkCount(groups, `groups ${of}`);
    checkKernelStart(kernelStart, `kernelStart ${of}`);
    if (filters % groups !== 0) {
      throw new BlocksError(
        'invalid-argument',
        `filters ${of} is ${filters} in ${groups} groups; the groups must divide it.`,
      );
    }
    this.filters = filters;
    this.strides = strides;
    this.dilations = dilations;
    this.groups = groups;
    this.useBias = useBias;
    this.kernelStart = kernelStart;
    this.seed = args.seed;
  }

  protected addKernel(shape: number[], fanIn: number, fanOut: number): void {
    const start = kernelInitializer(this.kernelStart, { fanIn, fanOut }, this.seed);
    this.kernel = this.addWeight('kernel', shape, 'float32', start);
    if (!this.useBias) return;
    const biasStart =
      this.kernelStart === 'zeros'
        ? initializers.zeros()
        : kernelInitializer(
            'default',
            { fanIn, fanOut },
            this.seed === undefined ? undefined : this.seed + 7919,
          );
    this.bias = this.addWeight('bias', [this.filters], 'float32', biasStart);
  }

  protected checkGroups(channels: number): void {
    if (channels % this.groups === 0) return;
    throw new BlocksError(
      'invalid-argument',
      `${this.name} has ${this.groups} groups for an input of ${channels} channels; the groups must divide them.`,
    );
  }

  protected biased(y: Tensor4D): Tensor4D {
    return this.bias ? addBias(y, this.bias.read()) : y;
  }

  override getConfig(): serialization.ConfigDict {
    const { filters, kernelSize, strides, dilations, groups, useBias, kernelStart, seed } = this;
    return {
      ...super.getConfig(),
      filters,
      kernelSize,
      strides: strides as number,
      dilations: dilations as number,
      groups,
      useBias,
      kernelStart,
      ...(seed === undefined ? {} : { seed }),
    };
  }
}

export function pairOf(value: PairLike): [number, number] {
  const isPair = typeof value === 'number' || (Array.isArray(value) && value.length === 2);
  check(isPair, 'A size, stride, dilation or padding', value, 'it is a number or [rows, columns]');
  return typeof value === 'number' ? [value, value] : [value[0], value[1]];
}
