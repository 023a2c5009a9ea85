/** The build fails when a light page grows heavy: customers open it on a phone, in trouble. */

import { gzipSync } from "node:zlib";

import type { Plugin } from "vite";

type Bundle = Parameters<Extract<NonNullable<Plugin["generateBundle"]>, (...args: never[]) => unknown>>[1];

interface LightPage {
  /** The page's HTML file, relative to the root. */
  page: string;
  /** What everything that the page loads at once may weigh together, gzipped. */
  limitBytes: number;
  /** Packages (or scopes) that must not be in it. */
  bans: readonly string[];
}

/** Fails the build when `page` loads more than `limitBytes`, or a banned package. */
export function lightPage({ page, limitBytes, bans }: LightPage): Plugin {
  return {
    name: "light-page",
    apply: "build",
    generateBundle(_options, bundle) {
      const files = loadedBy(page, bundle);
      const modules = files.flatMap((file) => modulesIn(file, bundle));
      const banned = modules.filter((id) => bans.some((name) => id.includes(`/node_modules/${name}/`)));
      if (banned.length > 0) this.error(`${page} must stay light, yet it loads ${banned.join(", ")}`);
      const bytes = files.reduce((sum, file) => sum + gzippedBytes(file, bundle), 0);
      if (bytes > limitBytes) this.error(`${page} loads ${bytes} bytes gzipped, more than ${limitBytes}`);
      this.info(`${page} loads ${(bytes / 1000).toFixed(1)} kB gzipped, of ${limitBytes / 1000}`);
    },
  };
}

function loadedBy(page: string, bundle: Bundle): string[] {
  const entry = Object.values(bundle).find(
    (file) => file.type === "chunk" && file.isEntry && file.facadeModuleId?.endsWith(`/${page}`),
  );
  if (entry === undefined) throw new Error(`${page} is not an entry of this build`);
  const found = new Set<string>();
  const next = [entry.fileName];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const file = bundle[name];
    if (file?.type === "chunk") next.push(...file.imports, ...(file.viteMetadata?.importedCss ?? []));
  }
  return [...found];
}

function modulesIn(name: string, bundle: Bundle): string[] {
  const file = bundle[name];
  return file?.type === "chunk" ? file.moduleIds : [];
}

function gzippedBytes(name: string, bundle: Bundle): number {
  const file = bundle[name];
  if (file === undefined) return 0;
  return gzipSync(file.type === "chunk" ? file.code : file.source).byteLength;
}
