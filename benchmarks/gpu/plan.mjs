/** The cases, in the order in which they are run. */
const PRESETS = ['aaai', 'paper'];
const STEPS = [
  { batch: 4, size: 256 },
  { batch: 5, size: 512 },
];

export function countPlan() {
  return ['webgpu', 'webgl'].flatMap((backend) =>
    PRESETS.flatMap((preset) =>
      ['step', 'image', 'batch8'].map((what) => ({ case: 'count', host: 'any', backend, preset, what })),
    ),
  );
}

export function fullPlan() {
  const places = [
    ['node', 'webgpu'],
    ['page', 'webgpu'],
    ['page', 'webgl'],
  ];
  const inference = places.flatMap(([host, backend]) =>
    PRESETS.map((preset) => ({ case: 'infer', host, backend, preset })),
  );
  const peers = PRESETS.map((preset) => ({ case: 'onnxruntime', host: 'page', backend: 'webgpu', preset }));
  const training = STEPS.flatMap((step) =>
    PRESETS.flatMap((preset) => [
      ...places.map(([host, backend]) => ({ case: 'train', host, backend, preset, ...step })),
      { case: 'train', host: 'node', backend: 'wasm', preset, ...step },
    ]),
  );
  const torch = PRESETS.map((preset) => ({ case: 'torch', host: 'python', backend: 'cuda', preset }));
  return [...inference, ...peers, ...training, ...torch];
}
