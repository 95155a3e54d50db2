/** Which renderer WebGL has in this page or worker. */
import { type Hardware, hardwareOf } from '../hardware.js';

/** @throws {Error} where there is no WebGL. */
export function findWebglAdapter(): Hardware {
  const canvas =
    typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  const gl = (canvas.getContext('webgl2') ?? canvas.getContext('webgl')) as WebGLRenderingContext | null;
  if (!gl) throw new Error('this browser gives no WebGL context');
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const hardware = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  // Contexts are few, and this one is not needed again.
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return hardwareOf(hardware);
}
