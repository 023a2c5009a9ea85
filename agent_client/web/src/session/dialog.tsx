/** A dialog, or a drawer, with a name, a way out, and its own focus; what it covers is out of reach meanwhile. */

import { Drawer, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "./session.module.css";

interface DialogProps {
  title: string;
  size?: "md" | "lg";
  onClose: () => void;
  testId: string;
  children: React.ReactNode;
}

// The page's scrolling is not locked: that would write a style sheet, which the content policy forbids.

export function Dialog({ title, size = "md", onClose, testId, children }: DialogProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <Modal.Root opened onClose={onClose} size={size} lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content data-testid={testId}>
        <div className={classes["dialogHead"]}>
          <Modal.Title className={classes["dialogTitle"] ?? ""}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t("common.close")} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

export function SideDialog({ title, onClose, testId, children }: Omit<DialogProps, "size">): React.ReactNode {
  const { t } = useTranslation();
  return (
    <Drawer.Root opened onClose={onClose} position="right" size="min(56rem, 100vw)" lockScroll={false}>
      <Drawer.Overlay />
      <Drawer.Content data-testid={testId}>
        <div className={classes["dialogHead"]}>
          <Drawer.Title className={classes["dialogTitle"] ?? ""}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t("common.close")} />
        </div>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** Lists that open stay within the page's landmarks, and are not cut off by what scrolls. */
export const INSIDE = { withinPortal: false, floatingStrategy: "fixed" } as const;
