// A worker that loads parts of itself later is an ES module; Vite's default is a single script.
export default { worker: { format: 'es' } };
