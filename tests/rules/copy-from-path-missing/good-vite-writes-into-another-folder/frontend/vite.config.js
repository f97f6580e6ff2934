export default { build: { outDir: "../backend/static", emptyOutDir: true } };
