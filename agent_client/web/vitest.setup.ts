/** What every test starts from: an empty page, and the two browser features that jsdom lacks. */

import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

/** Nothing is laid out in jsdom, hence nothing changes its size. */
class StillObserver implements ResizeObserver {
  readonly observe = (): void => undefined;
  readonly unobserve = (): void => undefined;
  readonly disconnect = (): void => undefined;
}

/** A query that nothing matches, and that never changes. */
function matchNothing(query: string): MediaQueryList {
  return Object.assign(new EventTarget(), { matches: false, media: query, onchange: null }) as MediaQueryList;
}

// Some tests ask for the node environment, where there is no window.
if (typeof window !== "undefined") {
  window.ResizeObserver = StillObserver;
  window.matchMedia = matchNothing;
}
