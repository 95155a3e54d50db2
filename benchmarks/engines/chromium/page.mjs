/** In the page: an engine that is started once and asked for times, which are taken here. */

globalThis.serveEngine = async (start, options) => {
  const bytesOf = async (name) => (await fetch(`/file/${name}`)).arrayBuffer();
  const { name, layout, classes, run } = await start(options, bytesOf);
  for (let i = 0; i < 2; i++) await run();
  const logits = await run();
  await fetch('/logits', { method: 'POST', body: layout === 'planes' ? logits : toPlanes(logits, classes) });
  globalThis.times = async (count) => {
    const times = [];
    for (; count > 0; count--) {
      const begin = performance.now();
      await run();
      times.push(performance.now() - begin);
    }
    return times;
  };
  return name;
};

function toPlanes(values, channels) {
  const pixels = values.length / channels;
  return Float32Array.from(values, (_, i) => values[(i % pixels) * channels + Math.floor(i / pixels)]);
}
