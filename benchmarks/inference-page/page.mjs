/** What the benchmark calls in Chromium. */
import { measure } from './measure.mjs';

globalThis.measure = measure;
globalThis.renderer = () => {
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'unknown';
};
