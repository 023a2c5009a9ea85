/** Who waits, in the order in which they will be helped, and why each stands there. */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { SessionId, Waiting } from "../protocol/protocol.gen";
import { useAgo } from "./ago";
import classes from "./desk.module.css";

interface WaitingListProps {
  waiting: readonly Waiting[];
  total: number;
  /** Who is being taken right now. */
  taking: SessionId | null;
  /** Null for who takes nobody. */
  onTake: ((sessionId: SessionId) => void) | null;
}

export function WaitingList({ waiting, total, taking, onTake }: WaitingListProps): React.ReactNode {
  const { t } = useTranslation();
  if (waiting.length === 0)
    return (
      <div className={classes["empty"]}>
        <p className={classes["emptyTitle"]}>{t("desk.empty")}</p>
        <p className={classes["emptyHint"]}>{t("desk.emptyHint")}</p>
      </div>
    );
  const hasQueues = new Set(waiting.map((one) => one.queue_id)).size > 1;
  return (
    <>
      <ol className={classes["list"]}>
        {waiting.map((one) => (
          <WaitingItem
            key={one.session_id}
            one={one}
            queue={hasQueues ? one.queue : undefined}
            isBusy={taking === one.session_id}
            isBlocked={taking !== null}
            onTake={onTake && (() => onTake(one.session_id))}
          />
        ))}
      </ol>
      {total > waiting.length && (
        <p className={classes["more"]}>{t("desk.more", { count: total - waiting.length })}</p>
      )}
    </>
  );
}

interface WaitingItemProps {
  one: Waiting;
  /** Where they wait, when there is more than one place. */
  queue: string | undefined;
  isBusy: boolean;
  isBlocked: boolean;
  onTake: (() => void) | null;
}

function WaitingItem({ one, queue, isBusy, isBlocked, onTake }: WaitingItemProps): React.ReactNode {
  const { t } = useTranslation();
  const ago = useAgo();
  return (
    <li className={classes["item"]}>
      <div>
        <div className={classes["who"]}>
          <span className={classes["name"]}>
            <bdi>{one.customer}</bdi>
          </span>
          <span className={classes["since"]}>{t("desk.waitingFor", { time: ago(one.since) })}</span>
          {queue !== undefined && (
            <span className={classes["mode"]} data-testid="queue-name">
              <bdi>{queue}</bdi>
            </span>
          )}
          <span className={classes[one.program_ready ? "ready" : "notReady"]}>
            {t(one.program_ready ? "desk.programReady" : "desk.programMissing")}
          </span>
        </div>
        <p className={classes["reason"]}>
          <bdi>{one.reason === "" ? t("desk.noReason") : one.reason}</bdi>
        </p>
        {one.why !== "" && (
          <p className={classes["why"]}>
            <bdi>{one.why}</bdi>
          </p>
        )}
      </div>
      {onTake !== null && (
        <Button
          variant="default"
          loading={isBusy}
          disabled={isBlocked && !isBusy}
          aria-label={t("desk.take", { name: one.customer })}
          onClick={onTake}
        >
          {t("desk.takeShort")}
        </Button>
      )}
    </li>
  );
}
