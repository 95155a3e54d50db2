// Relative paths: the built page works in any folder of any web server.
export default { base: './', worker: { format: 'es' } };
