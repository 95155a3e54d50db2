/** An ONNX graph while it is put together, and its file: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 */
import { Message } from './protobuf.js';

/** Numbers stand for ints, unless they are marked as floats. */
export type AttributeValue = number | readonly number[] | string | { float: number };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface Values {
  shape: readonly number[];
  data: Float32Array;
}

/** A dimension that is fixed, or the name of one that is not. */
export type Dimension = number | string;

export interface OnnxFile {
  name: string;
  inputs: readonly GraphValue[];
  outputs: readonly GraphValue[];
  description: string;
  metadata: Readonly<Record<string, string>>;
}

export interface GraphValue {
  name: string;
  shape: readonly Dimension[];
}

/**
 * Opset 17 with IR 8 is of 2022 (ONNX 1.12): new enough for everything used here, old enough for runtimes that are
 * years behind.
 */
const OPSET = 17;
const IR_VERSION = 8;

/** Numbers of `TensorProto.DataType`. */
const FLOAT = 1;
const INT64 = 7;
/** Numbers of `AttributeProto.AttributeType`. */
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

/** A node's first output has the node's name. */
export class GraphBuilder {
  private readonly nodes: Message[] = [];
  private readonly initializers = new Map<string, Message>();

  /**
   * @param more Names of further outputs.
   * @returns the name of the node's first output, which is `name`. An empty input name leaves out an optional input.
   */
  node(
    type: string,
    name: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    more: readonly string[] = [],
  ): string {
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    for (const output of [name, ...more]) node.text(2, output);
    node.text(3, name).text(4, type);
    for (const [key, value] of Object.entries(attributes)) node.message(5, attribute(key, value));
    this.nodes.push(node);
    return name;
  }

  /** A float32 tensor of the file. */
  weights(name: string, { shape, data }: Values): string {
    const bytes = new Uint8Array(data.length * 4);
    const view = new DataView(bytes.buffer);
    data.forEach((value, i) => {
      view.setFloat32(4 * i, value, true);
    });
    return this.initializer(name, FLOAT, shape, bytes);
  }

  /** A list of whole numbers, such as shapes and positions; adding it again under the same name changes nothing. */
  integers(name: string, values: readonly number[]): string {
    const bytes = new Uint8Array(values.length * 8);
    const view = new DataView(bytes.buffer);
    values.forEach((value, i) => {
      view.setBigInt64(8 * i, BigInt(value), true);
    });
    return this.initializer(name, INT64, [values.length], bytes);
  }

  /** The whole file, a ModelProto. */
  file({ name, inputs, outputs, description, metadata }: OnnxFile): Uint8Array {
    const graph = new Message();
    for (const node of this.nodes) graph.message(1, node);
    graph.text(2, name);
    for (const initializer of this.initializers.values()) graph.message(5, initializer);
    for (const input of inputs) graph.message(11, valueInfo(input));
    for (const output of outputs) graph.message(12, valueInfo(output));
    const model = new Message()
      .integer(1, IR_VERSION)
      .text(2, '@miniseg/model')
      .text(6, description)
      .message(7, graph)
      .message(8, new Message().text(1, '').integer(2, OPSET));
    for (const [key, value] of Object.entries(metadata)) {
      model.message(14, new Message().text(1, key).text(2, value));
    }
    return model.finish();
  }

  private initializer(name: string, type: number, shape: readonly number[], bytes: Uint8Array): string {
    const tensor = new Message();
    for (const size of shape) tensor.integer(1, size);
    this.initializers.set(name, tensor.integer(2, type).text(8, name).bytes(9, bytes));
    return name;
  }
}

function attribute(name: string, value: AttributeValue): Message {
  const message = new Message().text(1, name);
  if (typeof value === 'string') return message.text(4, value).integer(20, ATTRIBUTE_STRING);
  if (typeof value === 'number') return message.integer(3, value).integer(20, ATTRIBUTE_INT);
  if ('float' in value) return message.float(2, value.float).integer(20, ATTRIBUTE_FLOAT);
  for (const item of value) message.integer(8, item);
  return message.integer(20, ATTRIBUTE_INTS);
}

function valueInfo({ name, shape }: GraphValue): Message {
  const dimensions = new Message();
  for (const size of shape) {
    const dimension = new Message();
    dimensions.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.text(2, size));
  }
  const tensor = new Message().integer(1, FLOAT).message(2, dimensions);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
