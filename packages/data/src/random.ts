/**
 * The one source of chance in this package: a seeded generator (xoroshiro128+ of pure-rand) that can be forked by
 * keys, saved and restored. Only integer arithmetic and exactly rounded floating-point operations are used, so a
 * seed gives the same numbers in every JavaScript engine.
 */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { check } from './check-options.js';

/** Mixes integers and strings into one well-spread 32-bit integer (murmur3's mixing steps). */
export function hashKeys(...keys: readonly (number | string)[]): number {
  let hash = 0x9747b28c;
  const add = (word: number) => {
    let mixed = Math.imul(word, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    hash ^= mixed;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  };
  for (const key of keys) {
    if (typeof key === 'number') {
      add(key | 0);
      add(Math.floor(key / 4294967296) | 0);
    } else {
      for (let i = 0; i < key.length; i++) add(key.charCodeAt(i));
      add(-1 - key.length);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * A seeded random generator.
 *
 * @example
 * const random = Random.from(7, 'split');
 * random.int(0, 9); // 0..9, both ends included
 * const saved = random.state; // plain numbers, JSON-safe
 * Random.restore(saved); // goes on exactly where `random` stands
 */
export class Random {
  private constructor(private readonly generator: RandomGenerator) {}

  /** A generator for these keys; other keys give an unrelated sequence. */
  static from(...keys: readonly (number | string)[]): Random {
    const areKeys = keys.every((key) => typeof key === 'number' || typeof key === 'string');
    check(areKeys && keys.length > 0, 'The keys', keys, 'they are numbers and texts, at least one');
    return new Random(xoroshiro128plus(hashKeys(...keys)));
  }

  static restore(state: readonly number[]): Random {
    check(Array.isArray(state) && state.length === 4, 'The state', state, 'it is what random.state gives');
    return new Random(xoroshiro128plusFromState(state));
  }

  get state(): readonly number[] {
    return this.generator.getState();
  }

  /** An integer between -2^31 and 2^31 - 1. */
  bits(): number {
    return this.generator.next();
  }

  /** A number in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * uniformFloat64(this.generator);
  }

  /** An integer in [low, high], both included. */
  int(low: number, high: number): number {
    return uniformInt(this.generator, low, high);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return uniformFloat64(this.generator) < probability;
  }

  /** Approximately normal, mean 0 and deviation 1: twelve uniforms added, because Math.log differs by engine. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniformFloat64(this.generator);
    return sum;
  }

  /** Near enough to normal for noise on pixels, and ten times faster: the four bytes of one draw, added. */
  fastNormal(): number {
    const bits = this.generator.next();
    const sum = (bits & 255) + ((bits >> 8) & 255) + ((bits >> 16) & 255) + (bits >>> 24);
    return (sum - 510) / 147.8005412;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(0, values.length - 1)];
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(values: readonly T[]): T[] {
    const result = [...values];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }
}
