import { probe } from './probe.mjs';

self.onmessage = async ({ data }) => {
  self.postMessage(await probe(data).catch((error) => ({ error: String(error) })));
};
