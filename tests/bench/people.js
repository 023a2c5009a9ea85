/* In the page of somebody in a session with others: when did it show what somebody did? Times are since 1970, in ms. */
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const probe = document.createElement("canvas");
  probe.width = 16;
  probe.height = 1;
  const ink = probe.getContext("2d", { willReadFrequently: true });
  const people = { clickedAt: null, movedAt: null, steps: [], watching: false };
  window.__people = people;
  addEventListener("click", (event) => {
    if (event.target.closest?.("[data-testid=supervise-submit]")) people.clickedAt = now();
  }, { capture: true });
  addEventListener("pointermove", (event) => {
    people.movedAt = performance.timeOrigin + event.timeStamp;
  }, { capture: true });

  /* Resolves with what `look` finds at the first animation frame at which it finds anything; null when too late. */
  const atFrame = (look, limit, when = (act) => act()) =>
    new Promise((resolve) => {
      const begun = performance.now();
      const frame = () => {
        const at = now();
        when(() => {
          if (look()) resolve(at);
          else if (performance.now() - begun > limit) resolve(null);
          else requestAnimationFrame(frame);
        });
      };
      requestAnimationFrame(frame);
    });
  /* What is painted by an animation frame of its own is there once all of them have run. */
  const afterFrame = (act) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = act;
    port2.postMessage(null);
  };
  const pixel = (canvas, x, y) => {
    ink.clearRect(0, 0, 16, 1);
    ink.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
    return ink.getImageData(0, 0, 1, 1).data;
  };

  /* How long after `since` what has this in its address was there, the first time. */
  people.loaded = (part, since) =>
    performance
      .getEntriesByType("resource")
      .filter((one) => one.name.includes(part))
      .map((one) => performance.timeOrigin + one.responseEnd - since)
      .filter((after) => after > 0)
      .slice(0, 1);

  people.firstFrame = (limit) =>
    atFrame(() => {
      const canvas = document.querySelector("[data-testid=picture]");
      return canvas && canvas.width > 1 && pixel(canvas, 5, 5)[3] > 0;
    }, limit);

  /* Somebody else's arrow, whose tip is at this share of the picture. */
  people.pointed = (across, down, limit) => {
    const picture = document.querySelector("[data-testid=picture]");
    const overlay = document.querySelector("[data-testid=overlay]");
    const x = Math.round(across * picture.clientWidth) + 3;
    const y = Math.round(down * picture.clientHeight) + 8;
    return atFrame(() => pixel(overlay, x, y)[3] > 0, limit, afterFrame);
  };

  /* The captured machine's own pointer stands elsewhere than it does now. */
  people.moved = (limit) => {
    const pointer = document.querySelector(".live-pointer");
    const before = pointer.style.transform;
    return atFrame(() => !pointer.hidden && pointer.style.transform !== before, limit);
  };

  /* From now on: each step's number that the picture shows, and when it was first there. */
  people.watch = (left, top, cell) => {
    people.watching = true;
    people.steps = [];
    const frame = () => {
      const canvas = document.querySelector("[data-testid=picture]");
      if (canvas && canvas.width > 1) {
        ink.drawImage(canvas, left, top, cell * 16, cell, 0, 0, 16, 1);
        const row = ink.getImageData(0, 0, 16, 1).data;
        let number = 0;
        for (let bit = 0; bit < 16; bit += 1) if (row[bit * 4] > 127) number |= 1 << bit;
        if (number !== people.steps.at(-1)?.[1]) people.steps.push([now(), number]);
      }
      if (people.watching) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  };
})();
