/** Keys, and what the page does and does not do. */

import { SHORTCUTS } from '../logic/shortcuts.js';
import { Dialog } from './dialog.jsx';

const NAMES: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageDown: 'Page ↓',
  PageUp: 'Page ↑',
};

export function HelpDialog() {
  return (
    <Dialog title="Help" class="help">
      <p>
        Everything is computed on this computer; the page is forbidden every connection. Files and masks are
        kept in this browser until you close them, so that a reload loses nothing.
      </p>
      <p>
        <strong>Not a medical device.</strong> Results are estimates for research.
      </p>
      <h3>Mouse and touch</h3>
      <ul>
        <li>Wheel: slices. Ctrl and wheel, or two fingers: zoom.</li>
        <li>Right button: brightness and contrast. Middle button or two fingers: move.</li>
        <li>Left button or one finger: the chosen tool.</li>
      </ul>
      <h3>Keys</h3>
      <table class="keys">
        <tbody>
          {SHORTCUTS.map(({ keys, control, shift, text }) => (
            <tr key={`${control}${shift}${keys}`}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>
                    {control ? 'Ctrl ' : ''}
                    {shift ? 'Shift ' : ''}
                    {NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
                  </kbd>
                ))}
              </th>
              <td>{text}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              <kbd>Shift ↑ ↓ ← →</kbd> <kbd>Space</kbd>
            </th>
            <td>On the picture, with brush or eraser: move it, draw</td>
          </tr>
        </tbody>
      </table>
    </Dialog>
  );
}
