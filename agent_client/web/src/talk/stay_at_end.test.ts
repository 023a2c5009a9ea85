import { afterEach, expect, test, vi } from "vitest";

import { stayAtEnd } from "./stay_at_end";

/** A list whose size the test changes. */
function sizedList(): { list: HTMLElement; resize: (heightPx: number) => void } {
  const list = document.createElement("div");
  let heightPx = 300;
  let resized: () => void = () => undefined;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(callback: () => void) {
        resized = callback;
      }
      observe(): void {
        // The test says when.
      }
      disconnect(): void {
        resized = () => undefined;
      }
    },
  );
  Object.defineProperty(list, "scrollHeight", { get: () => 1000 });
  Object.defineProperty(list, "clientHeight", { get: () => heightPx });
  const resize = (newPx: number): void => {
    heightPx = newPx;
    resized();
  };
  return { list, resize };
}

function scrollTo(list: HTMLElement, topPx: number): void {
  list.scrollTop = topPx;
  list.dispatchEvent(new Event("scroll"));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a list that is made smaller still shows its newest line", () => {
  const { list, resize } = sizedList();
  stayAtEnd(list);
  scrollTo(list, 700);
  resize(120);
  expect(list.scrollTop).toBe(1000);
});

test("who has scrolled up to read stays there", () => {
  const { list, resize } = sizedList();
  const atEnd = stayAtEnd(list);
  scrollTo(list, 200);
  resize(120);
  atEnd.stay();
  expect(list.scrollTop).toBe(200);
});

test("nothing moves any more after the stop", () => {
  const { list, resize } = sizedList();
  stayAtEnd(list).stop();
  resize(120);
  expect(list.scrollTop).toBe(0);
});
