/** A page that shows the hook: a file goes in, a number comes out. */
import { createRoot } from 'react-dom/client';
import weights from '../../../packages/model/weights/phantom-aaai.safetensors?url';
import { useSegmenter } from './use-segmenter.js';

function Page() {
  const { status, progress, scan, error, segment } = useSegmenter(weights);
  return (
    <main>
      <label>
        A scan{' '}
        <input type="file" multiple onChange={({ target }) => segment([...(target.files ?? [])])} />
      </label>
      <p role="status">
        {status}
        {progress && ` ${progress.done} of ${progress.total}`}
        {scan && `: ${scan.marked} voxels marked in ${scan.shape.join(' x ')}`}
        {error && `: ${error.message}`}
      </p>
      <p>Not a medical device: for research and education only.</p>
    </main>
  );
}

createRoot(document.getElementById('root')!).render(<Page />);
