/** The relay in a thread of its own: what comes in there is decoded at once, whatever the page is doing. */

import { Relay } from "./relay";
import type { RelayNews, RelayOrder } from "./relay_words";
import { Sinks } from "./sinks";

const page = self as unknown as {
  postMessage(news: RelayNews): void;
  onmessage: ((event: MessageEvent<RelayOrder>) => void) | null;
  close(): void;
};

/** The relay of this worker, and where its frames go. */
class RelayPlace {
  private readonly sinks = new Sinks();
  private readonly relay: Relay;

  constructor(url: string) {
    this.relay = new Relay(url, {
      frame: (frame, header) => this.sinks.write(frame, header.stream),
      pointer: (message) => page.postMessage({ is: "pointer", message }),
      keyFrameWanted: (stream) => page.postMessage({ is: "key_frame_wanted", stream }),
      ticketWanted: () => page.postMessage({ is: "ticket_wanted" }),
    });
  }

  carryOut(order: Exclude<RelayOrder, { do: "begin" }>): void {
    switch (order.do) {
      case "watch":
        this.sinks.change(order.streams, order.sinks);
        this.relay.watch(order.streams);
        break;
      case "shown":
        this.sinks.shown(order.stream);
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
}

let place: RelayPlace | null = null;

page.onmessage = ({ data: order }) => {
  if (order.do === "begin") place = new RelayPlace(order.url);
  else place?.carryOut(order);
};
