/** Compiled programs: of a template, for the phases of its segments that run together. */
import type { Template } from '../gpu-train/template.js';
import type { Binding, Buffer, Device, Pipeline } from './backend.js';
import { numberOf } from './buffer-order.js';
import { type Grain, inputsOf, type Section, slotsOf, wgsl } from './wgsl.js';

export interface Variant {
  readonly pipeline: Pipeline;
  /** Places, among the template's inputs, of those that it reads. */
  readonly inputs: readonly number[];
  /** By the numbers in them. */
  readonly uniforms: Map<string, Buffer>;
  group(bindings: readonly Binding[]): object;
}

/** Bind groups that are kept for a program; a step of training binds the same buffers as the one before. */
const MOST_GROUPS = 2000;

const all = new WeakMap<Device, WeakMap<Template, Map<string, Variant>>>();

export function variantOf(
  device: Device,
  template: Template,
  sections: readonly Section[],
  grain: Grain,
): Variant {
  let templates = all.get(device);
  if (!templates) {
    templates = new WeakMap();
    all.set(device, templates);
  }
  let variants = templates.get(template);
  if (!variants) {
    variants = new Map();
    templates.set(template, variants);
  }
  let key = `${grain.threads} `;
  for (const { segment, phase, slot } of sections) key += `${segment}${phase[0]}${slot}`;
  let variant = variants.get(key);
  if (!variant) {
    variant = compile(device, template, sections, grain);
    variants.set(key, variant);
  }
  return variant;
}

function compile(device: Device, template: Template, sections: readonly Section[], grain: Grain): Variant {
  const names = inputsOf(template, sections);
  const partials = sections.filter(({ phase }) => phase === 'final').length;
  const COMPUTE = 4;
  const entry = (binding: number, type: string) => ({ binding, visibility: COMPUTE, buffer: { type } });
  const types = [
    ...[...names, ...Array(partials)].map(() => 'read-only-storage'),
    ...Array.from({ length: slotsOf(sections) }, () => 'storage'),
    'uniform',
  ];
  const layout = device.createBindGroupLayout({ entries: types.map((type, b) => entry(b, type)) });
  const module = device.createShaderModule({ code: wgsl(template, sections, grain) });
  const pipeline = device.createComputePipeline({
    label: `MiniSeg ${template.name}`,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'main' },
  });
  const groups = new Map<string, object>();
  return {
    pipeline,
    inputs: names.map((name) => template.inputs.indexOf(name)),
    uniforms: new Map(),
    group(bindings) {
      let key = '';
      for (const { buffer, offset = 0 } of bindings) key += `${numberOf(buffer)}+${offset},`;
      let group = groups.get(key);
      if (!group) {
        if (groups.size >= MOST_GROUPS) groups.clear();
        const entries = bindings.map((resource, binding) => ({ binding, resource }));
        group = device.createBindGroup({ layout, entries });
        groups.set(key, group);
      }
      return group;
    },
  };
}
