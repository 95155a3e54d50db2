/**
 * Workers of a page on a web server. Each begins as a blob that imports its file: a blob's worker inherits the page's
 * security policy, and so its ban on connections, while a worker started from a file would not.
 */
import engineUrl from '../worker/engine-worker.ts?worker&url';
import studyUrl from '../worker/study-worker.ts?worker&url';

const URLS = { engine: engineUrl, study: studyUrl };

export function makeWorker(name: keyof typeof URLS): Worker {
  const file = new URL(URLS[name], document.baseURI).href;
  const blob = new Blob([`import ${JSON.stringify(file)};`], { type: 'text/javascript' });
  const url = URL.createObjectURL(blob);
  const worker = new Worker(url, { type: 'module', name });
  // The worker has read it by the time that it answers for the first time.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
