/** In the page: an engine that is started once and asked for times, which are taken here. */
import { timesOf, toPlanes } from '../runs.mjs';

globalThis.serveEngine = async (start, options) => {
  const bytesOf = async (name) => (await fetch(`/file/${name}`)).arrayBuffer();
  const { name, layout, classes, run } = await start(options, bytesOf);
  for (let i = 0; i < 2; i++) await run();
  const logits = await run();
  await fetch('/logits', { method: 'POST', body: layout === 'planes' ? logits : toPlanes(logits, classes) });
  globalThis.times = (count) => timesOf(run, count);
  return name;
};
