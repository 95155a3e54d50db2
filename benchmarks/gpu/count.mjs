/** Every dispatch of WebGPU and every draw of WebGL, whoever asks for it: counted where the browser is called. */
export function countPrograms() {
  const counts = { programs: 0, copies: 0 };
  const undo = [];
  const watch = (Class, name, kind) => {
    const stock = Class?.prototype?.[name];
    if (!stock) return;
    Class.prototype[name] = function (...given) {
      counts[kind]++;
      return stock.apply(this, given);
    };
    undo.push(() => {
      Class.prototype[name] = stock;
    });
  };
  for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']) {
    watch(globalThis.GPUComputePassEncoder, name, 'programs');
  }
  for (const name of ['drawElements', 'drawArrays', 'drawElementsInstanced', 'drawArraysInstanced']) {
    watch(globalThis.WebGL2RenderingContext, name, 'programs');
  }
  watch(globalThis.GPUCommandEncoder, 'copyBufferToBuffer', 'copies');
  return {
    stop() {
      for (const back of undo) back();
      return counts;
    },
  };
}
