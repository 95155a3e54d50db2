/** Whether somebody has seen in this browser how the picture is handled. */
import type { Store } from '../state/store.js';

const KEY = 'miniseg-introduced';

/** False where the browser keeps nothing, as for some pages from the disk. */
export function wasIntroduced(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function introduce(store: Store): void {
  store.dispatch({ type: 'set', values: { introduced: true } });
  try {
    localStorage.setItem(KEY, '1');
  } catch {
    // It is said again at the next visit.
  }
}
