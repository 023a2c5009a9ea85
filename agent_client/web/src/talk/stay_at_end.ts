/** The newest line stays in sight, unless the person has scrolled up to read. */

const NEAR_END_PX = 60;

export interface AtEnd {
  /** Go to the end, if the person was there. */
  stay(): void;
  stop(): void;
}

/** Watches this list, whose size changes too: a phone's keyboard comes up, a window is made narrower. */
export function stayAtEnd(list: HTMLElement): AtEnd {
  let isAtEnd = true;
  const scrolled = (): void => {
    isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  };
  const stay = (): void => {
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  };
  const observer = new ResizeObserver(stay);
  observer.observe(list);
  list.addEventListener("scroll", scrolled, { passive: true });
  return {
    stay,
    stop: () => {
      observer.disconnect();
      list.removeEventListener("scroll", scrolled);
    },
  };
}
