/** What the shaders of all draws share: readers of maps and weights, bounds, and the ending. */
import type { Size } from '@miniseg/engine';
import type { Ends, Sum, View } from './draws.js';
import type { Language } from './language.js';
import type { Layout } from './layout.js';

export interface Shader {
  /** Stores that it reads. */
  reads: number[];
  code: string;
}

/** Parameters of everything that computes a pixel. */
export const PIXEL = ['vec2i at', 'i32 group'];

/** Collects the maps that a shader reads, and writes functions that read them. */
export class ShaderBuilder {
  private readonly reads: number[] = [];
  private readonly functions: string[] = [];

  /** @param weights Defines `vec4f w(i32 column, i32 row)`. */
  constructor(
    readonly language: Language,
    private readonly layouts: (store: number) => Layout,
    weights?: string,
  ) {
    if (weights) this.functions.push(weights);
  }

  layout({ store }: View): Layout {
    return this.layouts(store);
  }

  /** `vec4f name(vec2i at, i32 group)`: the sum of maps at a pixel. */
  sum(name: string, sum: Sum): void {
    const terms = sum.map((view) => {
      const { store, offset } = view;
      if (!this.reads.includes(store)) this.reads.push(store);
      return this.language.read(this.reads.indexOf(store), this.layout(view), `group + ${offset}`);
    });
    this.procedure('vec4f', name, PIXEL, `return ${terms.join(' + ') || 'vec4f(0.0)'};`);
  }

  /** `bool name(vec2i at)`: whether a pixel lies outside of a map, where convolutions see zeros. */
  outside(name: string, { height, width }: Size): void {
    const body = `return at.x < 0 || at.y < 0 || at.x >= ${width} || at.y >= ${height};`;
    this.procedure('bool', name, ['vec2i at'], body);
  }

  procedure(type: string, name: string, parameters: readonly string[], body: string): void {
    this.add(this.language.procedure(type, name, parameters, body));
  }

  add(code: string): void {
    this.functions.push(code);
  }

  /** A draw into a map: `body` leaves its result in `y`. */
  map(output: Layout, body: string): Shader {
    return this.shader(this.language.mapMain(output, body));
  }

  /** @param main What the language calls so. */
  shader(main: string): Shader {
    return { reads: this.reads, code: [...this.functions, main].join('\n') };
  }

  /** Zeros in the lanes behind the last channel, on which all that reads a map relies. */
  trimmed(channels: number): string {
    const lanes = ['y', 'z', 'w'].slice((channels % 4) - 1).map((lane) => `y.${lane} = 0.0;`);
    return channels % 4 === 0 ? '' : `if (group == ${channels >> 2}) { ${lanes.join(' ')} }`;
  }

  /** activation(y + before) + after, with the slopes in column `slopes` of the weights. */
  ending(ends: Ends, slopes: number): string {
    const lines: string[] = [];
    if (ends.before.length > 0) {
      this.sum('before', ends.before);
      lines.push('y += before(at, group);');
    }
    if (ends.slopes) lines.push(`y = max(y, vec4f(0.0)) + w(${slopes}, group) * min(y, vec4f(0.0));`);
    if (ends.after.length > 0) {
      this.sum('after', ends.after);
      lines.push('y += after(at, group);');
    }
    return lines.join('\n');
  }
}

/** y += four columns of the weights, from `column` on, times the four channels of `v`. */
export function multiply(column: string, row: string, y = 'y', v = 'v'): string {
  return ['x', 'y', 'z', 'w'].map((c, i) => `${y} += w(${column} + ${i}, ${row}) * ${v}.${c};`).join('\n');
}
