/** Name, the weights in use, and what must always be in sight: that this is no medical device. */

import { isDemo } from '../shared/demo.js';
import { useAppState, useSession } from './context.js';
import { Icon } from './icons.jsx';

const NEXT = { system: 'dark', dark: 'light', light: 'system' } as const;

export function Header() {
  const { store } = useSession();
  const { engine, engineState, theme, trained } = useAppState();
  const unsaved = trained.some(({ saved }) => !saved);
  const weights =
    engineState === 'loading'
      ? 'Loading the network …'
      : engineState === 'failed'
        ? 'No network'
        : engine
          ? isDemo(engine)
            ? 'Demo weights, phantoms only'
            : engine.file
          : 'No weights';
  return (
    <header class="top">
      <h1>
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
          <rect width="32" height="32" rx="7" />
          <path d="M14.500 7v10M14.500 11c-4 0-8 5-8 11 0 3 4 3 6 2 2-.8 2-2.500 2-5M17.500 7v10M17.500 11c4 0 8 5 8 11 0 3-4 3-6 2-2-.8-2-2.500-2-5" />
          <circle cx="21.800" cy="19.500" r="2.600" />
        </svg>
        MiniSeg
      </h1>
      <p class="badge warn">Not a medical device</p>
      <p class="badge private">
        <Icon name="lock" />
        <span>Nothing leaves this computer</span>
      </p>
      <nav aria-label="Settings">
        <button
          type="button"
          class={`chip ${engineState}`}
          onClick={() => store.dispatch({ type: 'set', values: { dialog: 'weights' } })}
        >
          <span class="dot" aria-hidden="true" />
          <span class="chip-text">{weights}</span>
          {engine && engineState === 'ready' && <span class="chip-note">{engine.backend}</span>}
          {unsaved && <span class="chip-unsaved">not saved</span>}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={`Colors: ${theme}. Change to ${NEXT[theme]}`}
          title={`Colors: ${theme}`}
          onClick={() => store.dispatch({ type: 'set', values: { theme: NEXT[theme] } })}
        >
          <Icon name="theme" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Help and keyboard shortcuts"
          title="Help (?)"
          onClick={() => store.dispatch({ type: 'set', values: { dialog: 'help' } })}
        >
          <Icon name="help" />
        </button>
      </nav>
    </header>
  );
}
