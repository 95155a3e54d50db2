import { probe } from './probe.mjs';

self.addEventListener('message', (event) => {
  const answer = probe(event.data).catch((error) => ({ error: String(error) }));
  event.waitUntil(answer.then((data) => event.source.postMessage(data)));
});
