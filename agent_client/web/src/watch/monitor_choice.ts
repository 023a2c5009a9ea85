/** Which of the presenter's monitors one looks at; only where there are several. */

import { element } from "../help/element";
import type { Monitor, MonitorId } from "../protocol/protocol.gen";
import type { Say } from "./words";

export class MonitorChoice {
  readonly root: HTMLElement;
  private readonly select = element("select", { class: "input", id: "monitor" });
  private shown = "";

  constructor(
    private readonly say: Say,
    choose: (monitor: MonitorId) => void,
  ) {
    this.select.dataset["testid"] = "monitor";
    this.select.addEventListener("change", () => choose(Number(this.select.value)));
    const label = element("label", { class: "label", attributes: { for: "monitor" } }, say("monitor"));
    this.root = element("div", { class: "field" }, label, this.select);
    this.root.hidden = true;
  }

  shows(monitors: readonly Monitor[], watched: MonitorId): void {
    this.root.hidden = monitors.length < 2;
    const numbers = monitors.map((one) => one.id).join(" ");
    if (numbers !== this.shown) {
      this.shown = numbers;
      this.select.replaceChildren(
        ...monitors.map((one, index) =>
          element(
            "option",
            { attributes: { value: String(one.id) } },
            this.say("monitorNumber", { number: index + 1, width: one.width_px, height: one.height_px }),
          ),
        ),
      );
    }
    this.select.value = String(watched);
  }
}
