import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/** Assets stay files of their own: the page runs under `Content-Security-Policy: default-src 'self'`, which bars data URLs. */
export default defineConfig({
  root: 'web',
  plugins: [react()],
  // Seatkit's packages by their source: nothing has to be built first.
  resolve: { conditions: ['@seatkit/source', ...defaultClientConditions] },
  build: { outDir: '../dist', emptyOutDir: true, assetsInlineLimit: 0 },
})
