/** Whether WebGPU would run on a graphics card: drivers in software are there for tests, and slower than wasm. */
interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly description?: string;
    readonly isFallbackAdapter?: boolean;
  };
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

export async function hasGraphicsCard(): Promise<boolean> {
  const { navigator } = globalThis as {
    navigator?: { gpu?: { requestAdapter(): Promise<Adapter | null> } };
  };
  const adapter = await navigator?.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return false;
  const { info, isFallbackAdapter } = adapter;
  const { vendor = '', architecture = '', description = '' } = info ?? {};
  return !(
    isFallbackAdapter ||
    info?.isFallbackAdapter ||
    SOFTWARE.test(`${vendor} ${architecture} ${description}`)
  );
}
