import { useCallback, useEffect, useRef, useState } from 'react';
import { loadSegmenter, type SegmentedScan, type Segmenter } from './segmenter.js';

/** What {@link useSegmenter} gives. */
export interface SegmenterState {
  /** `loading` the weights, `ready`, `working` on a scan, or `failed`. */
  status: 'loading' | 'ready' | 'working' | 'failed';
  /** Slices that are done, of how many; while `working`. */
  progress?: { done: number; total: number };
  /** The last scan with its labels. */
  scan?: SegmentedScan;
  /** Why it `failed`; a scan that cannot be read leaves the weights ready for the next one. */
  error?: Error;
  /** Segments a scan; a scan that is still being worked on is given up. Before the weights are there it waits for them. */
  segment(files: readonly File[]): void;
}

type Shown = Omit<SegmenterState, 'segment'>;

/**
 * MiniSeg for a React component: loads weights when it is mounted, frees them when it goes.
 *
 * @param weights The address of a safetensors file or PyTorch checkpoint of MiniSeg. Another one loads anew.
 * @example
 * const { status, scan, error, segment } = useSegmenter('weights.safetensors');
 * return <input type="file" onChange={({ target }) => segment([...target.files])} />;
 */
export function useSegmenter(weights: string): SegmenterState {
  const [shown, show] = useState<Shown>({ status: 'loading' });
  const segmenter = useRef<Promise<Segmenter>>(undefined);
  const work = useRef<AbortController>(undefined);

  useEffect(() => {
    let mounted = true;
    const loading = loadSegmenter(weights);
    segmenter.current = loading;
    show({ status: 'loading' });
    loading.then(
      () => mounted && show((now) => (now.status === 'loading' ? { status: 'ready' } : now)),
      (error: Error) => mounted && show({ status: 'failed', error }),
    );
    return () => {
      mounted = false;
      work.current?.abort();
      loading.then(
        (loaded) => loaded.dispose(),
        () => undefined,
      );
    };
  }, [weights]);

  const segment = useCallback((files: readonly File[]) => {
    work.current?.abort();
    const own = new AbortController();
    work.current = own;
    const tell = (next: Shown) => {
      if (!own.signal.aborted) show(next);
    };
    tell({ status: 'working' });
    const onProgress = (done: number, total: number) =>
      tell({ status: 'working', progress: { done, total } });
    segmenter
      .current!.then((loaded) => loaded.segment(files, { signal: own.signal, onProgress }))
      .then(
        (scan) => tell({ status: 'ready', scan }),
        (error: Error) => tell({ status: 'failed', error }),
      );
  }, []);

  return { ...shown, segment };
}
