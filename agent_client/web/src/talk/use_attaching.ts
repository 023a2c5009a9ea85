/** Files that are to go along with the next message: sent to the server at once, said with it. */

import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ATTACHMENT_LIMIT_BYTES, ATTACHMENTS_LIMIT, type Attachment } from "../protocol/protocol.gen";
import { whyNot, type AttachmentDoors } from "./attachments";
import { sizeWords } from "./size";

export interface Attaching {
  readonly attached: readonly Attachment[];
  /** Names of those that are on their way. */
  readonly sending: readonly string[];
  readonly isBusy: boolean;
  readonly trouble: string | null;
  add(files: Iterable<File> | ArrayLike<File>): void;
  remove(one: Attachment): void;
  clear(): void;
}

export function useAttaching(doors: AttachmentDoors): Attaching {
  const { t, i18n } = useTranslation();
  const [attached, setAttached] = useState<readonly Attachment[]>([]);
  const [sending, setSending] = useState<readonly string[]>([]);
  const [trouble, setTrouble] = useState<string | null>(null);
  const count = useRef(0);
  const send = async (file: File): Promise<void> => {
    count.current += 1;
    setSending((names) => [...names, file.name]);
    try {
      const one = await doors.send(file);
      setAttached((known) => [...known, one]);
    } catch {
      count.current -= 1;
      setTrouble(t("talk.notSent", { name: file.name }));
    }
    setSending((names) => names.toSpliced(names.indexOf(file.name), 1));
  };
  return {
    attached,
    sending,
    isBusy: sending.length > 0,
    trouble,
    add: (files) => {
      setTrouble(null);
      for (const file of Array.from(files)) {
        const reason = whyNot(file, count.current);
        if (reason === null) void send(file);
        else if (reason === "too_many") setTrouble(t("talk.tooMany", { limit: ATTACHMENTS_LIMIT }));
        else {
          const limit = sizeWords(ATTACHMENT_LIMIT_BYTES, i18n.language);
          setTrouble(t("talk.tooLarge", { name: file.name, limit }));
        }
      }
    },
    remove: (one) => {
      count.current -= 1;
      setAttached((known) => known.filter((each) => each !== one));
    },
    clear: () => {
      count.current = 0;
      setTrouble(null);
      setAttached([]);
    },
  };
}
