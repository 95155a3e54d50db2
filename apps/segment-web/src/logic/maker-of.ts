/** What a mask that is made now is made by. */
import { isDemo } from '../shared/demo.js';
import type { EngineInfo, Maker } from '../shared/types.js';

/** The key leaves out what computes: backends differ by rounding alone. */
export function makerOf(engine: EngineInfo): Maker {
  const { file, sha256, parameters, preset, normalization, trainedSize, tta, backend, versions } = engine;
  const used = [engine.key ?? sha256 ?? file, normalization?.mean, normalization?.std, trainedSize, tta];
  const demo = isDemo(engine);
  return {
    key: used.join(' '),
    ...{ file, sha256, parameters, preset, normalization, trainedSize, tta, backend, versions },
    ...(demo ? { demo } : {}),
  };
}
