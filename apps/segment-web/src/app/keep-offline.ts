/** Registers the service worker where there can be one: on https and localhost, not on the disk. */
export async function keepOffline(): Promise<void> {
  if (__SINGLE_FILE__ || import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('./service-worker.js');
  } catch {
    // The page works without; it only needs the network to open.
  }
}
