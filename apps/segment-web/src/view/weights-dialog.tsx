/** Weights and what computes. */
import { useState } from 'preact/hooks';
import { demoWeights, useWeights } from '../app/use-weights.js';
import { DEMO_FILE, isDemo } from '../shared/demo.js';
import { BackendChoicePanel } from './backend-choice.jsx';
import { useAppState, useSession } from './context.js';
import { Dialog } from './dialog.jsx';
import { FileButton } from './file-button.jsx';
import { TrainedList } from './trained-list.jsx';
import { ViewsChoice } from './views-choice.jsx';

export function WeightsDialog() {
  const session = useSession();
  const { engine, engineState, run } = useAppState();
  const loading = engineState === 'loading';
  return (
    <Dialog title="Network">
      {engine && isDemo(engine) && (
        <p class="callout">
          <strong>These weights are for trying the page.</strong> They were trained on drawn phantoms only,
          and have never seen a patient.
        </p>
      )}
      {engine && (
        <dl class="pairs">
          <dt>Weights</dt>
          <dd>{engine.file}</dd>
          <dt>Parameters</dt>
          <dd>{engine.parameters.toLocaleString('en-US')}</dd>
          {engine.normalization && (
            <>
              <dt>Mean, deviation</dt>
              <dd>
                {engine.normalization.mean.toFixed(4)}, {engine.normalization.std.toFixed(4)}
              </dd>
            </>
          )}
          {engine.sha256 && (
            <>
              <dt>SHA-256</dt>
              <dd class="hash">{engine.sha256}</dd>
            </>
          )}
        </dl>
      )}
      {engine && !engine.normalization && <NormalizationForm />}
      <div class="row">
        <FileButton
          label="Weights"
          multiple
          class="primary"
          disabled={loading || run !== undefined}
          onFiles={(files) => useWeights(session, files)}
        >
          Load weights
        </FileButton>
        {engine?.file !== DEMO_FILE && (
          <button
            type="button"
            disabled={loading || run !== undefined}
            onClick={async () => useWeights(session, [await demoWeights()])}
          >
            Demo weights
          </button>
        )}
      </div>
      <TrainedList />
      <p class="fine">
        A safetensors file, a PyTorch checkpoint (.pth, read and never executed), or model.json of a tfjs
        model together with its .bin files.
      </p>
      <ViewsChoice />
      <BackendChoicePanel />
    </Dialog>
  );
}

/** Checkpoints of PyTorch do not say how their training images were normalized. */
function NormalizationForm() {
  const session = useSession();
  const [values, setValues] = useState({ mean: '', std: '' });
  const mean = Number(values.mean);
  const std = Number(values.std);
  const good = values.mean !== '' && Number.isFinite(mean) && std > 0;
  return (
    <form
      class="callout"
      onSubmit={(event) => {
        event.preventDefault();
        if (good && session.weights) useWeights(session, session.weights, { mean, std });
      }}
    >
      <p>
        These weights do not remember the mean and deviation of their training images. Give both in units of
        pixel / 255, for example 0.6024 and 0.2962 for fold 1 of CT100.
      </p>
      <div class="row">
        {(['mean', 'std'] as const).map((name) => (
          <label key={name} class="field">
            <span>{name === 'mean' ? 'Mean' : 'Deviation'}</span>
            <input
              type="number"
              step="any"
              required
              value={values[name]}
              onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
            />
          </label>
        ))}
        <button type="submit" class="primary" disabled={!good}>
          Use them
        </button>
      </div>
    </form>
  );
}
