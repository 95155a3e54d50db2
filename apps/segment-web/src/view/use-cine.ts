/** Slices go by on their own, and begin anew after the last. */
import { useEffect } from 'preact/hooks';
import { useAppState, useSession } from './context.js';

/** Milliseconds for a slice. */
const PACE = 110;

export function useCine(): void {
  const session = useSession();
  const { playing } = useAppState();
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      const { look, study, playing: still } = session.store.get();
      // The effect ends a moment after the button was pressed.
      if (!still) return;
      const slices = study?.shape[0] ?? 1;
      session.store.dispatch({ type: 'look', look: { slice: (look.slice + 1) % slices } });
    }, PACE);
    return () => clearInterval(timer);
  }, [playing, session]);
}
