/** Pictures and files that go along with the customer's next message: sent at once, said with it. */

import { ATTACHMENT_LIMIT_BYTES, ATTACHMENTS_LIMIT, type Attachment } from "../protocol/protocol.gen";
import { whyNot, type AttachmentDoors } from "../talk/attachments";
import { sizeWords } from "../talk/size";
import { button, element } from "./element";
import type { Say } from "./words";

interface AttachingDoors {
  say: Say;
  language: string;
  attachments: AttachmentDoors;
}

export class Attaching {
  readonly root = element("div", { class: "talk-attached" });
  /** Opens the choice of files. */
  readonly choose: HTMLButtonElement;
  readonly input = element("input", { attributes: { type: "file", multiple: "", hidden: "" } });
  private readonly trouble = element("p", { class: "trouble", attributes: { role: "alert" } });
  private readonly list = element("ul", { class: "talk-chips" });
  private readonly chips = new Map<HTMLElement, Attachment | null>();

  constructor(
    private readonly doors: AttachingDoors,
    private readonly changed: () => void,
  ) {
    this.trouble.hidden = true;
    this.choose = button(doors.say("talkAttach"), "quiet", () => this.input.click());
    this.input.dataset["testid"] = "attach";
    this.input.addEventListener("change", () => {
      this.add(this.input.files ?? []);
      this.input.value = "";
    });
    this.root.append(this.trouble, this.list, this.input);
  }

  /** What is with the server already. */
  get attached(): readonly Attachment[] {
    return [...this.chips.values()].filter((one) => one !== null);
  }

  /** Whether something is on its way still. */
  get isBusy(): boolean {
    return [...this.chips.values()].includes(null);
  }

  add(files: Iterable<File> | ArrayLike<File>): void {
    this.trouble.hidden = true;
    for (const file of Array.from(files)) {
      const reason = whyNot(file, this.chips.size);
      if (reason === null) void this.send(file);
      else this.refuse(reason, file.name);
    }
  }

  clear(): void {
    this.chips.clear();
    this.list.replaceChildren();
    this.trouble.hidden = true;
  }

  private async send(file: File): Promise<void> {
    const { say } = this.doors;
    const chip = element(
      "li",
      { class: "talk-chip", attributes: { role: "status" } },
      say("talkAttaching", { name: file.name }),
    );
    this.list.append(chip);
    this.chips.set(chip, null);
    this.changed();
    try {
      const one = await this.doors.attachments.send(file);
      if (!this.chips.has(chip)) return;
      this.chips.set(chip, one);
      const remove = button("×", "quiet", () => this.remove(chip));
      remove.setAttribute("aria-label", say("talkDetach", { name: one.name }));
      chip.replaceChildren(element("bdi", {}, one.name), remove);
    } catch {
      this.remove(chip);
      this.say(say("talkNotSent", { name: file.name }));
    }
    this.changed();
  }

  private remove(chip: HTMLElement): void {
    this.chips.delete(chip);
    chip.remove();
    this.changed();
  }

  private refuse(reason: "too_large" | "too_many", name: string): void {
    const { say, language } = this.doors;
    const limit = sizeWords(ATTACHMENT_LIMIT_BYTES, language);
    if (reason === "too_many") this.say(say("talkTooMany", { limit: ATTACHMENTS_LIMIT }));
    else this.say(say("talkTooLarge", { name, limit }));
  }

  private say(words: string): void {
    this.trouble.textContent = words;
    this.trouble.hidden = false;
  }
}
