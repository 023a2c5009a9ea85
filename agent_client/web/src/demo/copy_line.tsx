/** A line to copy: by the button, or by hand where the browser does not allow that. */

import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "./demo.module.css";

const SAID_MS = 2_500;

interface CopyLineProps {
  text: string;
  label: string;
  /** What the button says. */
  copy: string;
  testId: string;
}

export function CopyLine({ text, label, copy, testId }: CopyLineProps): React.ReactNode {
  const { t } = useTranslation();
  const line = useRef<HTMLElement>(null);
  const [said, setSaid] = useState<"copied" | "copyByHand" | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const put = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("copied");
    } catch {
      if (line.current !== null) getSelection()?.selectAllChildren(line.current);
      setSaid("copyByHand");
    }
  };
  return (
    <>
      <code
        ref={line}
        className={classes["line"]}
        tabIndex={0}
        role="group"
        aria-label={label}
        data-testid={testId}
      >
        {text}
      </code>
      <div aria-live="polite">
        <Button variant="default" onClick={() => void put()}>
          {said === null ? copy : t(`present.${said}`)}
        </Button>
      </div>
    </>
  );
}
