import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// The package as built in this repository. An alias, not a `file:` dependency: `npm ci` must not need the build.
const plimsoll = fileURLToPath(new URL("../../wasm/js/full.browser.mjs", import.meta.url));
const repository = fileURLToPath(new URL("../..", import.meta.url));

export default defineConfig({
  base: "./",
  resolve: { alias: { "plimsoll/full": plimsoll } },
  server: { fs: { allow: [repository] } },
  build: { target: "es2022", chunkSizeWarningLimit: 300 },
});
