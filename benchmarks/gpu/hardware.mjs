/** What a backend of graphics cards runs on, as its driver names itself. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

const named = (name) => ({ name, software: SOFTWARE.test(name) });

export async function hardwareOf(backend) {
  if (backend === 'webgpu') {
    const adapter = await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return named('none');
    const { vendor, architecture, device, description } = adapter.info ?? {};
    return named([vendor, architecture, device, description].filter(Boolean).join(' ') || 'unknown adapter');
  }
  if (backend !== 'webgl') return named('processor');
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  return named(gl ? gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : 'none');
}
