/** tfjs on one of its backends. */
import { backend, ready, setBackend } from '@tensorflow/tfjs-core';

export type TfjsBackend = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

const LOADERS: Record<TfjsBackend, () => Promise<unknown>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  wasm: async () => (await import('./embedded-wasm.js')).embedWasm(),
};

/** @throws Error when the browser has it not. */
export async function startBackend(name: TfjsBackend): Promise<void> {
  await LOADERS[name]();
  if (!(await setBackend(name))) throw new Error(`${name} did not start`);
  await ready();
}

/** Rejects when the graphics driver takes a WebGL context back, which it may do at any time; undefined without one. */
export function contextLost(): Promise<never> | undefined {
  const canvas = glContext()?.canvas;
  if (!canvas) return undefined;
  return new Promise((_, reject) =>
    canvas.addEventListener('webglcontextlost', () => reject(new Error('The WebGL context was lost.'))),
  );
}

/** As the driver does when it needs the memory; for tests of what comes then. */
export function loseContext(): void {
  glContext()?.getExtension('WEBGL_lose_context')?.loseContext();
}

function glContext(): WebGL2RenderingContext | undefined {
  return (backend() as unknown as { gpgpu?: { gl: WebGL2RenderingContext } }).gpgpu?.gl;
}
