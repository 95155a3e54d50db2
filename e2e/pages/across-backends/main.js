// Loads model.json over HTTP, keeps a copy in IndexedDB, and predicts with both on webgl.
import { useBackend } from '@miniseg/backends';
import '@miniseg/model';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { predictions } from '../../programs/probe.mjs';

const backend = await useBackend('webgl');
const fetched = await loadLayersModel('/model/model.json');
await fetched.save('indexeddb://across-backends');
const kept = await loadLayersModel('indexeddb://across-backends');
document.querySelector('#report').textContent = JSON.stringify({
  backend,
  fetched: await predictions(fetched),
  kept: await predictions(kept),
});
