/** Light, dark, or as the system has it. */
import { useEffect } from 'preact/hooks';
import type { Theme } from '../state/state.js';

export function useTheme(theme: Theme): void {
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}
