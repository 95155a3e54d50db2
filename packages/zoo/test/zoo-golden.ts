/** The specification of a network and its golden values, from the shared folder. */
import { readShared } from '@miniseg/testkit';
import { parameter, type Role } from './rule.js';

export interface Spec {
  name: string;
  weight_gain: number;
  params: number;
  macs_512: number;
  tool_flops_512: number;
  printed: { params: string; flops: string; params_unit: string };
  divisibility: number;
  min_size: number;
  outputs: string[];
  /** Key, shape in PyTorch's layout, role, fan in. */
  state: [key: string, shape: number[], role: Role, fanIn: number][];
  nodes: SpecNode[];
}

export interface SpecNode {
  id: string;
  op: string;
  module?: string;
  inputs: string[];
  shape64: number[];
}

export interface TorchTensor {
  shape: number[];
  data: Float32Array;
}

const json = async <T>(file: string): Promise<T> =>
  JSON.parse(new TextDecoder().decode(await readShared(file)));

export const readSpec = (name: string): Promise<Spec> => json(`zoo/spec/${name}.json`);

/** Mean, deviation, first, middle and last element of every node's output at 1x3x64x64, by the node's id. */
export const readProbes = (name: string): Promise<Record<string, number[]>> =>
  json(`zoo/golden/probes/${name}.json`);

export const readRuleVectors = (): Promise<Record<string, RuleVector>> =>
  json('zoo/golden/rule_vectors.json');

export interface RuleVector {
  fnv1a: number;
  u32: Record<string, number>;
  role?: Role;
  shape?: number[];
  fan?: number;
  gain?: number;
  float32?: Record<string, number>;
  float32_input?: Record<string, number>;
  float32_cotangent?: Record<string, number>;
}

/** All weights that the rule defines, as a state dict. */
export function ruleState({ state, weight_gain }: Spec): Record<string, TorchTensor> {
  return Object.fromEntries(
    state.map(([key, shape, role, fanIn]) => [
      key,
      { shape, data: parameter(key, shape, role, fanIn, weight_gain) },
    ]),
  );
}

export interface ZooGolden {
  tensors: Map<string, TorchTensor>;
  evalSizes: [height: number, width: number][];
  trainInput: number[];
  /** Relative L2 deviation of PyTorch's float32 from its float64, by the tensor's name. */
  deviation: Record<string, [number, number, number]>;
}

/** Written apart from the product's own reader, so that a mistake there cannot hide here. */
export async function readZooGolden(name: string): Promise<ZooGolden> {
  const bytes = await readShared(`zoo/golden/${name}.safetensors`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const { __metadata__: metadata, ...header } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + length)),
  );
  const tensors = new Map<string, TorchTensor>();
  for (const [key, { dtype, shape, data_offsets: offsets }] of Object.entries<{
    dtype: string;
    shape: number[];
    data_offsets: [number, number];
  }>(header)) {
    if (dtype !== 'F32') throw new Error(`${name}: ${key} is ${dtype}`);
    const [from, to] = offsets.map((offset) => 8 + length + offset);
    tensors.set(key, { shape, data: new Float32Array(bytes.slice(from, to).buffer) });
  }
  return {
    tensors,
    evalSizes: (JSON.parse(metadata.eval_sizes) as string[]).map(
      (tag) => tag.split('x').map(Number) as [number, number],
    ),
    trainInput: JSON.parse(metadata.train_input),
    deviation: JSON.parse(metadata.float32_vs_float64),
  };
}
