/**
 * Convolutions of groups of channels and their gradients, which tfjs has no kernel for: each group where its channels lie, without
 * a copy of them. `@miniseg/ops` looks for these kernels by name.
 */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionGeometry, type Geometry, isPointwise } from '../geometry.js';
import type { Heap } from '../heap.js';
import { runJobs } from '../jobs.js';
import { partsOf } from '../parts.js';
import { turnedGeometry } from './conv2d-input-gradient.js';
import { tapsJob } from './convolutions.js';
import { tapsGradientJob } from './filter-gradients.js';

type Attributes = ConvolutionAttributes & { groups: number };

/** Filter [height, width, in / groups, out]; the outputs of one group lie next to each other. */
export function groupedConv2d(
  heap: Heap,
  { x, filter }: { x: TensorInfo; filter: TensorInfo },
  { groups, ...attributes }: Attributes,
): TensorInfo {
  const g = groupGeometry(x.shape, filter.shape, attributes, groups);
  const outputs = filter.shape[3];
  const y = heap.output([g.batch, g.outHeight, g.outWidth, outputs]);
  const rows = g.kernel[0] * g.kernel[1] * g.channels;
  convolveGroups(heap, x, y, g, { groups, outputs: outputs / groups }, (group, panels) =>
    heap.kernels.packGroupPanels(
      heap.address(filter) + 4 * group * (outputs / groups),
      panels,
      rows,
      outputs / groups,
      outputs,
    ),
  );
  return y;
}

/** At stride 1 alone, and without padding that is wider than the kernel reaches. */
export function groupedConv2dInputGradient(
  heap: Heap,
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
  { groups, inputShape, ...attributes }: Attributes & { inputShape: Tensor4D['shape'] },
): TensorInfo | undefined {
  const g = groupGeometry(inputShape, filter.shape, attributes, groups);
  const perGroup = filter.shape[3] / groups;
  const turned = turnedGeometry(g, perGroup);
  if (!turned) return undefined;
  const dx = heap.output(inputShape);
  convolveGroups(heap, dy, dx, turned, { groups, outputs: g.channels }, (group, panels) =>
    heap.kernels.packTurnedGroupPanels(
      heap.address(filter) + 4 * group * perGroup,
      panels,
      g.kernel[0] * g.kernel[1],
      g.channels,
      perGroup,
      filter.shape[3],
    ),
  );
  return dx;
}

export function groupedConv2dFilterGradient(
  heap: Heap,
  { x, dy }: { x: TensorInfo; dy: TensorInfo },
  { groups, filterShape, ...attributes }: Attributes & { filterShape: Tensor4D['shape'] },
): TensorInfo {
  const g = groupGeometry(x.shape, filterShape, attributes, groups);
  const outputs = filterShape[3] / groups;
  const rows = g.kernel[0] * g.kernel[1] * g.channels;
  const dw = heap.output(filterShape);
  const pitches = { x: g.channels * groups, y: filterShape[3] };
  // Each group's gradient by itself, then as its columns of the whole.
  heap.withScratch(4 * rows * outputs * groups, (blocks) => {
    const indices = Array.from({ length: groups }, (_, group) => group);
    runJobs(
      heap,
      indices.map((group) => {
        const addresses = {
          x: heap.address(x) + 4 * group * g.channels,
          dy: heap.address(dy) + 4 * group * outputs,
          dw: blocks + 4 * group * rows * outputs,
        };
        return tapsGradientJob(heap, addresses, g, outputs, pitches);
      }),
    );
    for (const group of indices) {
      const from = blocks + 4 * group * rows * outputs;
      heap.kernels.copyColumns(
        from,
        outputs,
        heap.address(dw) + 4 * group * outputs,
        filterShape[3],
        outputs,
        rows,
      );
    }
  });
  return dw;
}

/** Of one group: `channels` are the group's. */
function groupGeometry(
  inShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
  groups: number,
): Geometry {
  const [batch, height, width, channels] = inShape;
  return convolutionGeometry([batch, height, width, channels / groups], filterShape, attributes, false);
}

/** `pack` lays out a group's weights in panels at an address. */
function convolveGroups(
  heap: Heap,
  x: TensorInfo,
  y: TensorInfo,
  g: Geometry,
  { groups, outputs }: { groups: number; outputs: number },
  pack: (group: number, panels: number) => void,
): void {
  const rows = g.kernel[0] * g.kernel[1] * g.channels;
  const panelBytes = 4 * heap.kernels.panelsLength(rows, outputs);
  const pitches = { x: g.channels * groups, y: outputs * groups };
  const from = heap.address(x);
  const to = heap.address(y);
  // Of a 1x1 convolution all pixels are one row.
  const pixels = g.batch * g.height * g.width;
  const parts = isPointwise(g)
    ? partsOf(pixels, Math.max(64, Math.ceil(65536 / (rows * outputs)))).map(([begin, end]) => ({
        pixel: begin,
        geometry: { ...g, batch: 1, height: 1, outHeight: 1, width: end - begin, outWidth: end - begin },
      }))
    : [{ pixel: 0, geometry: g }];
  heap.withScratch(groups * panelBytes, (panels) => {
    const jobs = Array.from({ length: groups }, (_, group) => {
      pack(group, panels + group * panelBytes);
      return parts.map(({ pixel, geometry }) =>
        tapsJob(
          heap,
          geometry,
          from + 4 * (pixel * pitches.x + group * g.channels),
          panels + group * panelBytes,
          to + 4 * (pixel * pitches.y + group * outputs),
          outputs,
          pitches,
        ),
      );
    });
    runJobs(heap, jobs.flat());
  });
}
