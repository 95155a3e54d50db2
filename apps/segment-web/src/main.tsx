/** Starts the page. */
import { render } from 'preact';
import { wasIntroduced } from './app/introduced.js';
import { keepOffline } from './app/keep-offline.js';
import { offerKeptWork } from './app/offer-kept-work.js';
import { openFiles, takeUp } from './app/open-files.js';
import { Session } from './app/session.js';
import { stayHere } from './app/stay-here.js';
import { offerTrained } from './app/trained-weights.js';
import { demoWeights, useWeights } from './app/use-weights.js';
import { INITIAL } from './state/state.js';
import { createStore } from './state/store.js';
import './style/base.css';
import './style/layout.css';
import './style/parts.css';
import './style/print.css';
import { App } from './view/app.jsx';
import { SessionContext } from './view/context.js';

stayHere();

const session = new Session(createStore({ ...INITIAL, introduced: wasIntroduced() }));

render(
  <SessionContext.Provider value={session}>
    <App />
  </SessionContext.Provider>,
  document.getElementById('app') as HTMLElement,
);

// The network is ready by the time that a file was chosen.
session.ready = demoWeights().then((file) => useWeights(session, [file]));
offerKeptWork(session);
offerTrained(session);
// What is kept for later must not be in the way of what is wanted now.
session.ready.then(keepOffline);

// For tests and the console.
Object.assign(globalThis, { miniseg: { session, openFiles, takeUp } });
