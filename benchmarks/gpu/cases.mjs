/** What is counted and timed on a graphics card: the same code in Node and in a page. */
import { useBackend } from '@miniseg/backends';
import { compile } from '@miniseg/compile';
import { exportOnnx, miniSeg } from '@miniseg/model';
import * as tf from '@tensorflow/tfjs';
import { countPrograms } from './count.mjs';
import { Steps } from './train-steps.mjs';

const SIZE = 512;
const NORMALIZATION = { mean: 0.5, std: 0.25 };
const now = () => performance.now();

const rounded = (number) => Number(number.toFixed(3));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const least = (numbers) => Math.min(...numbers);

async function start({ backend }) {
  await useBackend(backend);
  if (backend === 'webgpu') await import('@miniseg/backends/webgpu-train');
  if (backend === 'webgl') await import('@miniseg/backends/webgl-train');
  if (backend === 'wasm') await import('@miniseg/backends/wasm-train');
}

/** Noise is as much work as a slice. */
const images = (batch) => tf.randomNormal([batch, SIZE, SIZE, 3], 0, 1, 'float32', 3);

async function predictorOf({ backend, preset }) {
  const model = miniSeg({ preset, seed: 1 });
  return compile(model, { target: backend });
}

/**
 * Programs and JavaScript of one step, one image, or a batch of eight, without waiting for the device: in software it takes
 * minutes. `host.scriptTime()` gives the milliseconds that this thread has computed.
 */
async function count(ask, host) {
  await start(ask);
  const { backend, preset, what } = ask;
  const rounds = roundsOf(ask);
  const run = what === 'step' ? stepOf(ask) : await imageOf(ask);
  // The first ones compile, and the engine optimizes what runs often.
  for (let i = 0; i < rounds; i++) await run();
  const counter = countPrograms();
  await run();
  const counts = counter.stop();
  // Many together: the system counts a thread's time in pieces of milliseconds.
  const stretches = [];
  for (let stretch = 0; stretch < (rounds > 2 ? 3 : 1); stretch++) {
    const began = await host.scriptTime();
    for (let i = 0; i < rounds; i++) await run();
    stretches.push(((await host.scriptTime()) - began) / rounds);
  }
  const scriptMs = median(stretches);
  return {
    backend,
    preset,
    what,
    programs: counts.programs,
    scriptMs: rounded(scriptMs),
    copies: counts.copies,
  };
}

/** Enough of them to be told in milliseconds; a page counts by the clock, where more would only wait for the driver. */
function roundsOf({ backend, what }) {
  if (backend !== 'webgpu') return 2;
  return what === 'step' ? 12 : 60;
}

function stepOf({ preset }) {
  const steps = new Steps({ preset, batch: 4, size: 256 });
  return () => steps.enqueue().dispose();
}

async function imageOf(ask) {
  const predictor = await predictorOf(ask);
  const x = images(ask.what === 'batch8' ? 8 : 1);
  return async () => (await predictor.logits(x)).dispose();
}

/** Milliseconds of a step of training, with what of them is spent on handing it over. */
async function train(ask) {
  await start(ask);
  const { preset, batch, size, until = Number.POSITIVE_INFINITY } = ask;
  const steps = new Steps({ preset, batch, size });
  const [all, handed, losses] = [[], [], []];
  const limit = now() + until;
  for (let i = 0; i < 13 && (i < 2 || now() < limit); i++) {
    const began = now();
    const value = steps.enqueue();
    handed.push(now() - began);
    losses.push(await steps.finish(value));
    all.push(now() - began);
  }
  const [later, scripted] = [all, handed].map((times) => times.slice(Math.min(3, times.length - 1)));
  return {
    first_ms: rounded(all[0]),
    step_ms: rounded(median(later)),
    best_ms: rounded(least(later)),
    script_ms: rounded(median(scripted)),
    losses: losses.slice(0, 5),
    finite: losses.every(Number.isFinite),
  };
}

/** One image alone, 16 in flight, queued without reading, and in batches of 8. */
async function infer(ask) {
  await start(ask);
  const { until = Number.POSITIVE_INFINITY } = ask;
  const limit = now() + until;
  const predictor = await predictorOf(ask);
  const pixels = {
    data: Uint8Array.from({ length: SIZE * SIZE }, (_, i) => (i * 7919) % 251),
    width: SIZE,
    height: SIZE,
  };
  const options = { normalization: NORMALIZATION, probabilities: false };
  const first = now();
  await predictor.segment(pixels, options);
  const result = { first_ms: rounded(now() - first) };
  const alone = [];
  for (let i = 0; i < 60 && (i < 2 || now() < limit); i++) {
    const began = now();
    await predictor.segment(pixels, options);
    alone.push(now() - began);
  }
  Object.assign(result, { alone_ms: rounded(median(alone)), alone_best_ms: rounded(least(alone)) });
  if (now() > limit) return result;
  const flight = () => Promise.all(Array.from({ length: 16 }, () => predictor.segment(pixels, options)));
  await flight();
  const began = now();
  let done = 0;
  for (; done < 96 && now() < limit; done += 16) await flight();
  if (done > 0) result.in_flight_ms = rounded((now() - began) / done);
  for (const batch of [1, 8]) {
    if (now() > limit) break;
    result[batch === 1 ? 'queued_ms' : 'queued_batch8_ms'] = await queued(predictor, batch, limit, ask);
  }
  return result;
}

async function queued(predictor, batch, limit, { backend }) {
  const x = images(batch);
  const finish = async (y) => {
    await tf.tidy(() => tf.slice(y, [0, 0, 0, 0], [1, 1, 1, 1])).data();
    y.dispose();
  };
  await finish(await predictor.logits(x));
  const began = now();
  const most = backend === 'webgpu' ? 100 / batch : 24 / batch;
  let done = 0;
  let last;
  while (done < most && (done < 2 || now() < limit)) {
    last?.dispose();
    last = await predictor.logits(x);
    done++;
  }
  await finish(last);
  x.dispose();
  return rounded((now() - began) / (done * batch));
}

/** The same network by onnxruntime-web on WebGPU, where the page has it. */
async function onnxruntime({ preset, until = Number.POSITIVE_INFINITY }, host) {
  const { InferenceSession, Tensor } = await host.onnxruntime();
  const bytes = await exportOnnx(miniSeg({ preset, seed: 1 }));
  const session = await InferenceSession.create(bytes, { executionProviders: ['webgpu'] });
  const image = new Tensor('float32', new Float32Array(3 * SIZE * SIZE), [1, 3, SIZE, SIZE]);
  const limit = now() + until;
  const times = [];
  for (let i = 0; i < 40 && (i < 3 || now() < limit); i++) {
    const began = now();
    await session.run({ image });
    times.push(now() - began);
  }
  return { alone_ms: rounded(median(times.slice(2))), alone_best_ms: rounded(least(times.slice(2))) };
}

/** Which device, and whether it is software. */
async function device({ backend }, host) {
  await start({ backend });
  return { hardware: await host.hardware(backend) };
}

export const CASES = { count, train, infer, onnxruntime, device };
