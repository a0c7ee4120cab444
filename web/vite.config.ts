import { defineConfig } from 'vite';

export default defineConfig({
  // The service replaces `./` in the pages by its own path. Scripts find their parts relative to themselves.
  base: './',
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy admits files of the service only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { account: 'account.html', console: 'console.html' } },
  },
});
