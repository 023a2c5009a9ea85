/** The relay in a thread of its own: what comes in there is decoded at once, whatever the page is doing. */

import { Relay } from "./relay";
import type { RelayNews, RelayOrder } from "./relay_words";

const page = self as unknown as {
  postMessage(news: RelayNews): void;
  onmessage: ((event: MessageEvent<RelayOrder>) => void) | null;
  close(): void;
};

/** The relay of this worker, and where its frames go. */
class RelayPlace {
  private readonly sinks = new Map<number, WritableStreamDefaultWriter<VideoFrame>>();
  private readonly relay: Relay;

  constructor(url: string) {
    this.relay = new Relay(url, {
      // The sink closes what it takes; one that is closed already takes nothing.
      frame: (frame, header) => this.write(frame, header.stream),
      pointer: (message) => page.postMessage({ is: "pointer", message }),
      keyFrameWanted: (stream) => page.postMessage({ is: "key_frame_wanted", stream }),
      ticketWanted: () => page.postMessage({ is: "ticket_wanted" }),
    });
  }

  carryOut(order: Exclude<RelayOrder, { do: "begin" }>): void {
    switch (order.do) {
      case "watch":
        this.change(order);
        this.relay.watch(order.streams);
        break;
      case "restart":
        this.relay.restart();
        break;
      case "open":
        this.relay.open(order.ticket);
        break;
      case "close":
        this.relay.close();
        page.close();
        break;
    }
  }

  private change({ streams, sinks }: Extract<RelayOrder, { do: "watch" }>): void {
    for (const [stream, sink] of this.sinks)
      if (!streams.includes(stream)) {
        void sink.close().catch(() => undefined);
        this.sinks.delete(stream);
      }
    for (const [stream, sink] of sinks) this.sinks.set(stream, sink.getWriter());
  }

  private write(frame: VideoFrame, stream: number): void {
    const sink = this.sinks.get(stream);
    if (sink === undefined) frame.close();
    else void sink.write(frame).catch(() => frame.close());
  }
}

let place: RelayPlace | null = null;

page.onmessage = ({ data: order }) => {
  if (order.do === "begin") place = new RelayPlace(order.url);
  else place?.carryOut(order);
};
