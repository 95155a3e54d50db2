/** Starts one backend, or leaves everything as it was. */

import {
  engine,
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { findAdapter } from './adapter.js';
import { type BackendName, engineName } from './backend-name.js';
import type { OptionNames } from './check-options.js';
import { CUDA } from './cuda.js';
import { currentEnvironment, type Environment, notHere } from './environment.js';
import { BackendError } from './errors.js';
import { type LoadOptions, loadBackend } from './load-backend.js';

/** Options of starting a backend. */
export interface StartOptions extends LoadOptions {
  /** Milliseconds after which a start counts as failed; wasm files that a server does not have may never answer. */
  timeout?: number;
}

/** Their names. */
export const START_OPTIONS = { timeout: 1, wasmPath: 1 } as const satisfies OptionNames<StartOptions>;

type Factory = NonNullable<ReturnType<typeof findBackendFactory>>;
type Instance = Awaited<ReturnType<Factory>>;

/** Of backends that were taken out of tfjs's registry because they failed: their modules register them only once. */
const factories = new Map<string, Factory>();

/**
 * tfjs's own `setBackend` forgets the backend in use before it knows whether the new one starts, and keeps a
 * registration that throws later. So the instance is made outside of the registry, which then takes it at once.
 *
 * @throws {BackendError} that says why it could not be had; the backend in use before is in use still.
 */
export async function startBackend(name: BackendName, options: StartOptions = {}): Promise<void> {
  const environment = currentEnvironment();
  const why = notHere(name, environment);
  if (why) throw failed(name, why);
  const before = engine().backendName;
  try {
    await findAdapter(name, environment).catch((error: unknown) => {
      if (BackendError.isInstance(error)) throw error;
      throw failed(name, messageOf(error));
    });
    await loadBackend(name, options);
    const key = engineName(name);
    if (!(key in engine().registry)) await register(name, key, environment, options.timeout ?? 30_000);
    if (!(await setBackend(key))) throw failed(name, 'tfjs refuses it');
    if (name === 'node-gpu' && !usesGpu()) {
      if (!before) withdrawBackend(key);
      throw withoutGpu();
    }
  } catch (error) {
    // Loading tfjs-node selects it.
    if (before && engine().backendName !== before) await setBackend(before);
    throw error;
  }
}

async function register(
  name: BackendName,
  key: string,
  environment: Environment,
  timeout: number,
): Promise<void> {
  const factory = findBackendFactory(key) ?? factories.get(key);
  if (!factory) throw failed(name, `it does not register itself in this environment (${environment})`);
  const priority = engine().registryFactory[key]?.priority ?? 1;
  let instance: Instance | undefined;
  try {
    instance = await within(timeout, Promise.resolve().then(factory));
    if (!instance) throw new Error('its factory gives nothing');
  } catch (error) {
    withdrawBackend(key, factory);
    throw failed(name, messageOf(error), error);
  }
  if (findBackendFactory(key)) removeBackend(key);
  // Made once for now; whoever removes it from the registry's instances later gets a new one.
  registerBackend(
    key,
    () => {
      const made = instance;
      instance = undefined;
      return made ?? factory();
    },
    priority,
  );
}

/** Takes a backend out of tfjs's registry, and keeps what makes it for another try. */
export function withdrawBackend(key: string, factory = findBackendFactory(key)): void {
  if (factory) factories.set(key, factory);
  if (findBackendFactory(key)) removeBackend(key);
}

/** Where CUDA is missing tfjs-node-gpu loads all the same, and computes on the processor without a word. */
const usesGpu = () => (engine().backend as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;

const withoutGpu = () =>
  new BackendError('failed', "The backend 'node-gpu' starts, and TensorFlow finds no graphics processor.", {
    cure:
      `It needs ${CUDA}, all on the library path (staged by npm run setup:tfjs-node -- --gpu, the driver alone); ` +
      'TF_CPP_MIN_LOG_LEVEL=0 makes it name what it misses. A card that is there can be used by the webgpu backend, too ' +
      "(npm install webgpu @tensorflow/tfjs-backend-webgpu). On the processor alone use 'node' or 'wasm'.",
  });

function within<T>(timeout: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not start within ${timeout / 1000} s`)), timeout);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function messageOf(error: unknown): string {
  // tfjs-backend-wasm rejects with a plain object.
  const { message } = (error ?? {}) as { message?: string };
  return (message ?? String(error)).split('\n')[0];
}

const failed = (name: BackendName, why: string, cause?: unknown) =>
  new BackendError(
    'failed',
    `The backend '${name}' did not start on this machine: ${why.replace(/\.$/, '')}.`,
    { cause },
  );
