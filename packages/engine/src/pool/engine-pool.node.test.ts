import { spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { small } from '../../test/small-program.js';
import { EngineError, EnginePool, saveProgram } from '../index.js';

const image = { data: new Uint8Array(32 * 32).fill(100), width: 32, height: 32 };
const refusal = (code: string) => (error: unknown) => EngineError.isInstance(error) && error.code === code;

/** A process with `pool` and `image` of its own. */
function inProcess(body: string) {
  const main = `
    const { EnginePool, loadProgram } = await import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)});
    const program = loadProgram(Buffer.from('${Buffer.from(saveProgram(small())).toString('base64')}', 'base64'));
    const image = { data: new Uint8Array(32 * 32).fill(100), width: 32, height: 32 };
    const pool = await EnginePool.create(program, { workers: 2 });
    ${body}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', main], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

describe('a process with a pool', () => {
  it('ends by itself, but not before its images are done', () => {
    expect(inProcess('console.log((await pool.segment(image)).mask.length);')).toEqual({
      status: 0,
      stdout: '1024\n',
      stderr: '',
    });
  });
});

describe('a worker', () => {
  it('that goes down takes its images along, and is replaced', async () => {
    const threads = process.getBuiltinModule('node:worker_threads');
    const workers: InstanceType<typeof threads.Worker>[] = [];
    class Watched extends threads.Worker {
      constructor(...args: ConstructorParameters<typeof threads.Worker>) {
        super(...args);
        workers.push(this);
      }
    }
    const spy = vi.spyOn(process, 'getBuiltinModule');
    spy.mockImplementation((() => ({ Worker: Watched })) as unknown as typeof process.getBuiltinModule);
    try {
      const pool = await EnginePool.create(small(), { workers: 1 });
      const lost = [pool.segment(image), pool.segment(image)];
      await Promise.resolve();
      workers[0].emit('error', new Error('out of memory'));
      for (const one of lost) await expect(one).rejects.toThrow(/went down: out of memory/);
      expect((await pool.segment(image)).mask).toHaveLength(1024);
      expect(workers).toHaveLength(2);
      pool.dispose();
      for (const worker of workers) await worker.terminate();
    } finally {
      spy.mockRestore();
    }
  });

  it('that cannot be started is an error that says what to do', async () => {
    const spy = vi.spyOn(process, 'getBuiltinModule');
    class Worker {
      constructor() {
        throw new Error('Workers are forbidden here.');
      }
    }
    spy.mockImplementation((() => ({ Worker })) as unknown as typeof process.getBuiltinModule);
    try {
      await expect(EnginePool.create(small(), { workers: 2 })).rejects.toSatisfy(refusal('invalid-argument'));
    } finally {
      spy.mockRestore();
    }
  });
});
