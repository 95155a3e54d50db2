/** What computes: the choice, what was chosen and why, and what this browser offers besides. */
import { useEffect, useState } from 'preact/hooks';
import { backendOffers } from '../app/backend-offers.js';
import { useWeights } from '../app/use-weights.js';
import { inOneLine } from '../logic/explain.js';
import type { BackendChoice, BackendOffer, EngineInfo } from '../shared/types.js';
import { useAppState, useSession } from './context.js';

const NAMES: Record<BackendChoice, string> = {
  auto: 'Automatic',
  wasm: 'WebAssembly',
  webgl: 'Graphics card (WebGL)',
  webgpu: 'Graphics card (WebGPU)',
  cpu: 'Plain JavaScript, slow',
};

export function BackendChoicePanel() {
  const session = useSession();
  const { engine, engineState, backend, run } = useAppState();
  const [offers, setOffers] = useState<BackendOffer[] | string>();
  const loading = engineState === 'loading';
  useEffect(() => {
    backendOffers().then(setOffers, (error) => setOffers(inOneLine(error)));
  }, []);
  const choose = (next: BackendChoice) => {
    session.store.dispatch({ type: 'set', values: { backend: next } });
    if (session.weights) useWeights(session, session.weights, engine?.normalization);
  };
  return (
    <>
      <label class="field">
        <span>Computes on</span>
        <select
          value={backend}
          disabled={loading || run !== undefined}
          onChange={(event) => choose(event.currentTarget.value as BackendChoice)}
        >
          {(Object.keys(NAMES) as BackendChoice[]).map((name) => (
            <option key={name} value={name}>
              {NAMES[name]}
            </option>
          ))}
        </select>
      </label>
      <ul class="backends">
        <li>{loading ? 'Loading …' : engine ? inUse(engine) : 'Nothing is loaded.'}</li>
        {(engine?.passedOver ?? []).map((failure) => (
          <li key={failure}>Not taken: {failure}</li>
        ))}
        {offers === undefined && <li>Asking the browser for graphics cards …</li>}
        {typeof offers === 'string' && <li>{offers}</li>}
        {Array.isArray(offers) &&
          offers
            .filter(({ name }) => name !== engine?.backend)
            .map((offer) => <li key={offer.name}>{offered(offer)}</li>)}
      </ul>
      <p class="fine">
        Automatic takes WebAssembly where the browser has it: it gives the masks of the command line to the
        pixel, on every computer. Graphics cards round in their own way.
      </p>
    </>
  );
}

function inUse({ backend, hardware, checks }: EngineInfo): string {
  const on = hardware ? `, on ${hardware}` : '';
  const checked = checks ? ` ${checks.passed} of ${checks.total} checks of its arithmetic passed.` : '';
  return `In use: ${NAMES[backend]}${on}.${checked}`;
}

function offered({ name, starts, hardware, software, reason, cure }: BackendOffer): string {
  if (!starts) return `${NAMES[name]}: not here. ${reason ?? ''} ${cure ?? ''}`;
  return software
    ? `${NAMES[name]}: can be chosen, and is slow: the browser emulates a graphics card (${hardware}). Switch hardware acceleration on in the browser's settings, if the computer has a card.`
    : `${NAMES[name]}: can be chosen; runs on ${hardware}.`;
}
