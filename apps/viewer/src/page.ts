/** A page that shows the element: files of the reader go to it by script. */
import weights from '../../../packages/model/weights/phantom-aaai.safetensors?url';
import type { MiniSegViewer } from './miniseg-viewer.js';
import './miniseg-viewer.js';

const viewer = document.querySelector<MiniSegViewer>('miniseg-viewer')!;
viewer.setAttribute('weights', weights);
document.querySelector('input')!.addEventListener('change', ({ currentTarget }) => {
  void viewer.open([...((currentTarget as HTMLInputElement).files ?? [])]);
});
