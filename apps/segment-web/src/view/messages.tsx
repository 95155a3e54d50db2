/** What went wrong, and what to do next. */

import { useAppState, useSession } from './context.js';
import { Icon } from './icons.jsx';

export function Messages() {
  const { store } = useSession();
  const { messages } = useAppState();
  return (
    <div class="messages" role="log" aria-live="polite" aria-label="Messages">
      {messages.map(({ id, kind, text, next }) => (
        <div key={id} class={`message ${kind}`}>
          <div>
            <p>{text}</p>
            {next && <p class="next">{next}</p>}
          </div>
          <button
            type="button"
            class="icon-button"
            aria-label="Dismiss"
            onClick={() => store.dispatch({ type: 'dismiss', id })}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
