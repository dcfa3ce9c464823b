import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const out = process.env.LLMKG_STATIC ?? "../src/llmkg/http/static";

/** Writes each file a second and a third time, compressed, so that serving compresses nothing. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle(options) {
      const folder = options.dir ?? out;
      for (const name of readdirSync(folder)) {
        if (!/\.(js|css|svg|json)$/.test(name) || name.startsWith(".")) continue;
        const bytes = readFileSync(join(folder, name));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params: quality }));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: "/static/",
  plugins: [compressed()],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: "",
    manifest: "manifest.json",
    // What is inlined as a data: address cannot be cached, and fonts and scripts must not be.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox121", "safari17.5"],
    rolldownOptions: {
      input: { app: "src/app.ts", theme: "src/theme.ts" },
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
