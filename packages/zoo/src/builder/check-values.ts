/** Checks of what the parts of networks are called with. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../check-options.js';
import type { LayerNames } from './names.js';

/** @throws {ZooError} `invalid-argument` for what is no map [batch, height, width, channels] of a graph. */
export function checkMap(map: SymbolicTensor, what = 'The map'): void {
  const isMap = Array.isArray(map?.shape) && 'sourceLayer' in map;
  check(isMap, what, map, 'it is the image of a NetworkBuilder, or what one of its calls returns');
}

/** @throws {ZooError} `invalid-argument` */
export function checkMaps(maps: readonly SymbolicTensor[]): void {
  check(Array.isArray(maps) && maps.length > 0, 'The maps', maps, 'they are a list of maps');
  for (const map of maps) checkMap(map);
}

/**
 * @param most Names that the layers take: one for each.
 * @throws {ZooError} `invalid-argument` for what is no name, or no list of names.
 */
export function checkNames(names: LayerNames, most = 3): void {
  const list: readonly unknown[] = Array.isArray(names) ? names : [names];
  const areNames = list.length > 0 && list.length <= most && list.every((name) => typeof name === 'string');
  check(areNames, 'The names of the layers', names, 'they are names of PyTorch modules');
}

/** @throws {ZooError} `invalid-argument` for what is no whole number of at least 1. */
export function checkCount(value: number, what: string, least = 1): void {
  check(Number.isInteger(value) && value >= least, what, value, `it is a whole number of at least ${least}`);
}

/** @throws {ZooError} `invalid-argument` for what is no text; the empty one is a prefix of nothing. */
export function checkText(value: string, what: string): void {
  check(typeof value === 'string', what, value, 'it is text');
}

/** @throws {ZooError} `invalid-argument` for what is no builder. */
export function checkBuilder(net: object): void {
  const isBuilder = typeof (net as { conv?: unknown } | undefined)?.conv === 'function';
  check(isBuilder, 'net', net, 'it is a NetworkBuilder');
}

/**
 * What most backbones take.
 *
 * @throws {ZooError} `invalid-argument` for what is no builder, map or prefix.
 */
export function checkBackbone(net: object, image: SymbolicTensor, prefix: string): void {
  checkBuilder(net);
  checkMap(image, 'The image');
  checkText(prefix, 'prefix');
}
