import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// While one works on the interface, a real server answers its requests.
const server = process.env.WAYBILL_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  server: { host: '127.0.0.1', proxy: { '/api': { target: server } } },
  build: {
    target: 'es2022',
    // The policy of the page allows scripts and styles from files only, and
    // what is committed is text.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every page needs is one file, and what most need is another: many small ones compress worse.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|@floating-ui|openapi-fetch|clsx)[\\/]/,
            },
            { name: 'shared', test: /node_modules|src[\\/]components/, minShareCount: 26 },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 700, // kB, uncompressed; e2e/weight.test.ts measures what counts
  },
})
