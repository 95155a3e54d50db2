/** What went wrong, and what to do next. */

import { forgetClosed, undoClose } from '../app/close-all.js';
import { useAppState, useSession } from './context.js';
import { Icon } from './icons.jsx';

export function Messages() {
  const session = useSession();
  const { store } = session;
  const { messages } = useAppState();
  return (
    <div class="messages" role="log" aria-live="polite" aria-label="Messages">
      {messages.map(({ id, kind, text, next, undo }) => (
        <div key={id} class={`message ${kind}`}>
          <div>
            <p>{text}</p>
            {next && <p class="next">{next}</p>}
            {undo && (
              <button type="button" onClick={() => undoClose(session)}>
                Undo
              </button>
            )}
          </div>
          <button
            type="button"
            class="icon-button"
            aria-label="Dismiss"
            onClick={() => {
              if (undo) forgetClosed(session);
              store.dispatch({ type: 'dismiss', id });
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
