// @vitest-environment node
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

import { lightPage } from "./vite.light.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "light-page-"));
  await writeFile(join(root, "help.html"), '<script type="module" src="/help.js"></script>');
  await writeFile(join(root, "help.js"), 'import "./help.css";\nconsole.log("help".repeat(20));');
  await writeFile(join(root, "help.css"), "main { color: red }");
});

afterAll(() => rm(root, { recursive: true }));

function buildWith(limitBytes: number): Promise<unknown> {
  return build({
    root,
    configFile: false,
    logLevel: "silent",
    build: { rolldownOptions: { input: join(root, "help.html") } },
    plugins: [lightPage({ page: "help.html", limitBytes, bans: ["react"] })],
  });
}

test("a page within its limit is built", async () => {
  await expect(buildWith(1_000)).resolves.toBeDefined();
});

test("a page that grew too heavy fails the build, its style sheet counted", async () => {
  await expect(buildWith(60)).rejects.toThrow(/help\.html loads \d+ bytes gzipped, more than 60/);
});
