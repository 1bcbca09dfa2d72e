import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Assets stay files of their own: the page runs under `Content-Security-Policy: default-src 'self'`, which bars data URLs. */
export default defineConfig({
  root: 'web',
  plugins: [react()],
  build: { outDir: '../dist', emptyOutDir: true, assetsInlineLimit: 0 },
})
