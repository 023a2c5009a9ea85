/* In the measured page: when did the viewer's own element first show the new colour, and which steps did it show?
   Time is the page's own clock. "Displayed" is the first animation frame whose readback has the new colour. */
(() => {
  const probe = document.createElement("canvas");
  probe.width = 16;
  probe.height = 1;
  const ink = probe.getContext("2d", { willReadFrequently: true });
  const bench = { keyAt: 0, keys: 0, bytes: 0, peers: [] };
  window.__bench = bench;

  const note = () => {
    bench.keyAt = performance.now();
    bench.keys += 1;
  };
  window.addEventListener("keydown", note, { capture: true });

  /* Made by the real constructors, so that nobody can tell. */
  const watched = (real, note) =>
    new Proxy(real, {
      construct(target, args) {
        const made = new target(...args);
        note(made);
        return made;
      },
    });
  window.WebSocket = watched(window.WebSocket, (socket) => {
    socket.addEventListener("message", ({ data }) => {
      bench.bytes += typeof data === "string" ? 0 : (data.byteLength ?? data.size ?? 0);
    });
  });
  window.RTCPeerConnection = watched(window.RTCPeerConnection, (peer) => bench.peers.push(peer));

  const element = (selector) => document.querySelector(selector);
  const pixel = (view, x, y) => {
    ink.drawImage(view, x, y, 1, 1, 0, 0, 1, 1);
    return ink.getImageData(0, 0, 1, 1).data;
  };
  const colour = (view, x, y) => {
    const [r, g] = pixel(view, x, y);
    return r > 150 && g < 100 ? "red" : g > 150 && r < 100 ? "green" : "other";
  };

  /* Resolves with the milliseconds from the next key press to its display; null after `limit` ms. */
  bench.nextKey = (selector, x, y, limit) => {
    const before = colour(element(selector), x, y);
    const count = bench.keys;
    const begun = performance.now();
    return new Promise((resolve) => {
      const look = () => {
        const now = performance.now();
        if (bench.keys > count) {
          const shown = colour(element(selector), x, y);
          if (shown !== before && shown !== "other") return resolve(now - bench.keyAt);
        }
        if (now - begun > limit) return resolve(null);
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  };

  /* The step numbers that were shown in this many ms, in order, each once. */
  bench.steps = (selector, left, top, cell, milliseconds) => {
    const seen = [];
    const begun = performance.now();
    return new Promise((resolve) => {
      const look = () => {
        const view = element(selector);
        if (view) {
          ink.drawImage(view, left, top, cell * 16, cell, 0, 0, 16, 1);
          const row = ink.getImageData(0, 0, 16, 1).data;
          let number = 0;
          for (let bit = 0; bit < 16; bit += 1) if (row[bit * 4] > 127) number |= 1 << bit;
          if (number !== seen.at(-1)) seen.push(number);
        }
        if (performance.now() - begun > milliseconds) return resolve(seen);
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  };

  /* All bytes of media received so far, by whichever way. */
  bench.received = async () => {
    let bytes = bench.bytes;
    for (const peer of bench.peers)
      for (const entry of (await peer.getStats()).values()) if (entry.type === "inbound-rtp") bytes += entry.bytesReceived;
    return bytes;
  };

  /* The element's picture as a PNG data URL, at its own size. */
  bench.picture = (selector) => {
    const view = element(selector);
    const whole = document.createElement("canvas");
    whole.width = view.videoWidth ?? view.width;
    whole.height = view.videoHeight ?? view.height;
    whole.getContext("2d").drawImage(view, 0, 0);
    return whole.toDataURL("image/png");
  };
})();
