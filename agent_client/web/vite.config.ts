/** Three pages, one build: the console, and the light pages of customers and of a demo's viewers. */

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { lightPage } from "./vite.light.ts";

const STATIC = "../../server/static";

function light(page: string): ReturnType<typeof lightPage> {
  return { ...lightPage({ page, limitBytes: 40_000, bans: ["react", "@mantine"] }), name: `light-${page}` };
}

export default defineConfig({
  plugins: [react(), light("help.html"), light("watch.html")],
  build: {
    outDir: STATIC,
    emptyOutDir: true,
    target: "es2023",
    // Under the server's content security policy: no inline script, no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "help.html", "watch.html"] },
  },
  test: {
    environment: "jsdom",
    include: ["*.test.ts", "src/**/*.test.{ts,tsx}"],
    setupFiles: ["./vitest.setup.ts"],
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
