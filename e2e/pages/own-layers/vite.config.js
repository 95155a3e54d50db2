export default { build: { rollupOptions: { input: ['build.html', 'load.html'] } } };
