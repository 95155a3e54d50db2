/** The whole page. */
import { ComparePanel } from './compare-panel.jsx';
import { useAppState } from './context.js';
import { CorrectPanel } from './correct-panel.jsx';
import { ExportPanel } from './export-panel.jsx';
import { FileList } from './file-list.jsx';
import { Header } from './header.jsx';
import { HelpDialog } from './help-dialog.jsx';
import { LookPanel } from './look-panel.jsx';
import { Messages } from './messages.jsx';
import { ReportDialog } from './report-dialog.jsx';
import { ResultPanel } from './result-panel.jsx';
import { SceneDialog } from './scene-dialog.jsx';
import { Start } from './start.jsx';
import { StatusLine } from './status-line.jsx';
import { useDrop } from './use-drop.js';
import { useShortcuts } from './use-shortcuts.js';
import { useTheme } from './use-theme.js';
import { Viewer } from './viewer.jsx';
import { WeightsDialog } from './weights-dialog.jsx';

export function App() {
  const { inputs, problems, theme, sorting, dialog, study } = useAppState();
  const over = useDrop();
  useShortcuts();
  useTheme(theme);
  const empty = inputs.length === 0 && problems.length === 0;
  return (
    <div class={`app ${over ? 'dropping' : ''}`}>
      <Header />
      {empty ? (
        <Start />
      ) : (
        <main class={`work ${study ? '' : 'bare'}`}>
          <FileList />
          <Viewer />
          {study && (
            <div class="panels">
              <ResultPanel />
              <ExportPanel />
              <LookPanel />
              <CorrectPanel />
              <ComparePanel />
            </div>
          )}
        </main>
      )}
      <StatusLine />
      <Messages />
      {over && (
        <div class="drop-hint" aria-hidden="true">
          Drop to open
        </div>
      )}
      {sorting && empty && <p class="sorting">Looking at the files …</p>}
      {dialog === 'help' && <HelpDialog />}
      {dialog === 'weights' && <WeightsDialog />}
      {dialog === 'scene' && <SceneDialog />}
      {dialog === 'report' && <ReportDialog />}
    </div>
  );
}
