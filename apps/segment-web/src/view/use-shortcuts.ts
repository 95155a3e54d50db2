/** Keys work anywhere on the page, but where they belong to a field or an open dialog. */
import { useEffect } from 'preact/hooks';
import { obey } from '../app/obey.js';
import { commandOf } from '../logic/shortcuts.js';
import { useSession } from './context.js';

/** Fields that need the letters, and those that need the arrows. */
const TEXT = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, [contenteditable]';
const ARROWS = 'input[type=range], input[type=radio], select';

export function useShortcuts(): void {
  const session = useSession();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      const command = commandOf(event);
      if (!command || session.store.get().dialog || target.closest(TEXT)) return;
      const moves = /^(Arrow|Page|Home|End)/.test(event.key);
      if (moves && target.closest(ARROWS)) return;
      // Without a picture, keys scroll the page as everywhere.
      if (!session.store.get().study && command !== 'help') return;
      event.preventDefault();
      obey(session, command);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [session]);
}
