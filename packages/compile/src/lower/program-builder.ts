/** Collects nodes, and computes a linear combination where a block needs the map itself. */
import type { ProgramNode, Value } from '@miniseg/engine';
import { type Linear, plain } from './linear.js';

export class ProgramBuilder {
  readonly nodes: ProgramNode[] = [];
  private readonly computed = new Map<Linear, Value>();
  /** A copy of the image. */
  private image?: Value;

  push(node: ProgramNode): Linear {
    this.nodes.push(node);
    return plain(this.nodes.length - 1, node.channels);
  }

  /** The value of a map for nodes that cannot read the image itself. */
  map(map: Linear): Value {
    const value = this.value(map);
    if (value !== 0) return value;
    const { channels } = map;
    const filter = Float32Array.from({ length: channels ** 2 }, (_, i) => Number(i % (channels + 1) === 0));
    this.image ??= this.last({ op: 'conv', inputs: [0], size: 1, strides: 1, channels, filter });
    return this.image;
  }

  /** The value of a map, followed by an activation where slopes are given. The same map is computed once. */
  value(map: Linear, slopes?: Float32Array): Value {
    const known = slopes ? undefined : this.computed.get(map);
    if (known !== undefined) return known;
    const value = map.like === undefined ? this.compute(map, slopes) : this.resize(map, slopes);
    if (!slopes) this.computed.set(map, value);
    return value;
  }

  private resize({ like, ...map }: Linear, slopes?: Float32Array): Value {
    const resized = this.push({
      op: 'resize',
      input: this.value(map),
      like: like as Value,
      channels: map.channels,
    });
    return this.value(resized, slopes);
  }

  private compute({ terms, bias, channels }: Linear, slopes?: Float32Array): Value {
    const ending = { ...(bias && { bias: Float32Array.from(bias) }), ...(slopes && { slopes }) };
    const plains = terms.filter(({ matrix }) => !matrix).map(({ value }) => value);
    const mixed = terms.filter(({ matrix }) => matrix);
    if (mixed.length === 0) {
      if (plains.length === 1 && !bias && !slopes) return plains[0];
      const last = plains.pop() as Value;
      const inputs: [Value] | [Value, Value] = plains.length > 0 ? [this.total(plains), last] : [last];
      return this.last({ op: 'add', inputs, channels, ...ending });
    }
    // Two maps with equally many channels are one convolution of both; more take one after the other.
    const together =
      mixed.length === 2 && mixed[0].channels === mixed[1].channels ? [mixed] : mixed.map((term) => [term]);
    const final = together.length - 1;
    return together.reduce<Value | undefined>(
      (before, some, i) =>
        this.last({
          op: 'conv',
          inputs: some.map(({ value }) => value),
          size: 1,
          strides: 1,
          channels,
          // [inputs, outputs] row after row: the matrices of two inputs below each other.
          filter: Float32Array.from(some.flatMap(({ matrix }) => [...(matrix as Float64Array)])),
          ...(before !== undefined && { before }),
          ...(i === final && ending),
        }),
      plains.length > 0 ? this.total(plains) : undefined,
    ) as Value;
  }

  private total(values: Value[]): Value {
    return values.reduce((a, b) => this.last({ op: 'add', inputs: [a, b], channels: this.channels(a) }));
  }

  private channels(value: Value): number {
    return this.nodes[value].channels;
  }

  private last(node: ProgramNode): Value {
    return this.push(node).terms[0].value;
  }
}
