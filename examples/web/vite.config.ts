import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { offline } from "./scripts/offline.mjs";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
// The package as built in this repository. Aliases, not a `file:` dependency: `npm ci` must not need the build.
const entry = (name: string): string => here(`../../wasm/${name}.mjs`);

export default defineConfig({
  base: "./",
  resolve: {
    dedupe: ["viem"],
    alias: [
      { find: /^plimsoll$/, replacement: entry("js/browser") },
      { find: /^plimsoll\/full$/, replacement: entry("pkg/full/browser") },
      { find: /^plimsoll\/element$/, replacement: entry("js/element") },
      { find: /^plimsoll\/viem$/, replacement: entry("js/viem/index") },
    ],
  },
  plugins: [offline()],
  worker: { format: "es" },
  server: { fs: { allow: [here("../..")] } },
  build: { target: "es2023", chunkSizeWarningLimit: 400 },
});
