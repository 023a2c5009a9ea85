/** Two pages, one build: the console, and the customers' light page. */

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { lightPage } from "./vite.light.ts";

const STATIC = "../../server/static";

export default defineConfig({
  plugins: [react(), lightPage({ page: "help.html", limitBytes: 40_000, bans: ["react", "@mantine"] })],
  build: {
    outDir: STATIC,
    emptyOutDir: true,
    target: "es2023",
    // Under the server's content security policy: no inline script, no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "help.html"] },
  },
  test: {
    environment: "jsdom",
    include: ["*.test.ts", "src/**/*.test.{ts,tsx}"],
    setupFiles: ["./vitest.setup.ts"],
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
