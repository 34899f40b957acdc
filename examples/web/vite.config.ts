import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { offline } from "./scripts/offline.mjs";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
// The package as built in this repository. Aliases, not a `file:` dependency: `npm ci` must not need the build.
const entry = (name: string): string => here(`../../wasm/js/${name}.mjs`);

export default defineConfig({
  base: "./",
  resolve: {
    dedupe: ["viem"],
    alias: [
      { find: /^plimsoll$/, replacement: entry("browser") },
      { find: /^plimsoll\/full$/, replacement: entry("full.browser") },
      { find: /^plimsoll\/element$/, replacement: entry("element") },
      { find: /^plimsoll\/viem$/, replacement: entry("viem/index") },
    ],
  },
  plugins: [offline()],
  worker: { format: "es" },
  server: { fs: { allow: [here("../..")] } },
  build: { target: "es2023", chunkSizeWarningLimit: 400 },
});
