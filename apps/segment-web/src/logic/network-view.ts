import type { EngineInfo, NetworkView } from '../shared/types.js';

/** Undefined while no network is there. */
export function networkView(engine: EngineInfo | undefined): NetworkView | undefined {
  if (!engine) return undefined;
  const { trainedSize, tta, runs } = engine;
  return { size: trainedSize, runs: (tta && runs?.[tta]) ?? 1 };
}
