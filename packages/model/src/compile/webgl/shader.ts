/** What the shaders of all draws share: readers of maps and weights, bounds, and the ending. */
import type { Ends, Sum, View } from './draws.js';
import { type Layout, locator, reader } from './layout.js';
import { type Weights, weightReader } from './weights.js';

export interface Shader {
  /** Textures that it samples as M0, M1, ...; W are the weights. */
  reads: View[];
  code: string;
}

/** Collects the maps that a shader reads, and writes functions that read them. */
export class ShaderBuilder {
  private readonly reads: View[] = [];
  private readonly functions: string[] = [];

  constructor(
    private readonly layouts: (texture: number) => Layout,
    weights?: Weights,
  ) {
    if (weights) this.functions.push(weightReader(weights));
  }

  layout({ texture }: View): Layout {
    return this.layouts(texture);
  }

  /** `vec4 name(ivec2 at, int group)`: the sum of maps at a pixel. */
  sum(name: string, sum: Sum): void {
    const terms = sum.map((view) => {
      const i = this.reads.push(view) - 1;
      this.functions.push(reader(`m${i}`, `M${i}`, this.layout(view), view.offset));
      return `m${i}(at, group)`;
    });
    this.functions.push(`vec4 ${name}(ivec2 at, int group) { return ${terms.join(' + ') || 'vec4(0)'}; }`);
  }

  /** `bool name(ivec2 at)`: whether a pixel lies outside of a map, where convolutions see zeros. */
  outside(name: string, { height, width }: Layout): void {
    this.functions.push(`
bool ${name}(ivec2 at) {
  return at.x < 0 || at.y < 0 || at.x >= ${width} || at.y >= ${height};
}`);
  }

  add(code: string): void {
    this.functions.push(code);
  }

  /** A draw into a map: `body` leaves its result in `y`. */
  map(output: Layout, body: string): Shader {
    return this.shader(`
${locator(output)}
if (group >= ${output.groups}) { setOutput(vec4(0)); return; }
vec4 y;
${body}
setOutput(y);`);
  }

  shader(main: string): Shader {
    return { reads: this.reads, code: `${this.functions.join('\n')}\nvoid main() {\n${main}\n}` };
  }

  /** activation(y + before) + after, with the slopes in column `slopes` of the weights. */
  ending(ends: Ends, slopes: number): string {
    const lines: string[] = [];
    if (ends.before.length > 0) {
      this.sum('before', ends.before);
      lines.push('y += before(at, group);');
    }
    if (ends.slopes) lines.push(`y = max(y, 0.0) + w(${slopes}, group) * min(y, 0.0);`);
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
