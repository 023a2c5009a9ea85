/** What goes on in the teams of a supervisor or a learner, and the way in: visible, with a reason. */

import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { supervise } from "../api/calls";
import { SENTENCE_LIMIT_CHARS, type Running } from "../protocol/protocol.gen";
import { Dialog } from "../session/dialog";
import { useAgo } from "./ago";
import classes from "./desk.module.css";
import { ProblemNote } from "./problem_note";

interface LiveListProps {
  /** Null until the server has told. */
  live: readonly Running[] | null;
  /** Whether this person is in it already. */
  isMine: (one: Running) => boolean;
  onOpen: (one: Running) => void;
}

export function LiveList({ live, isMine, onOpen }: LiveListProps): React.ReactNode {
  const { t } = useTranslation();
  const [joining, setJoining] = useState<Running | null>(null);
  return (
    <section aria-labelledby="wall" data-testid="live">
      <h2 id="wall" className={classes["heading"]}>
        {t("wall.title")}
      </h2>
      <div className={classes["card"]}>
        {live === null || live.length === 0 ? (
          <div className={classes["padded"]}>
            <p className={classes["name"]} style={{ margin: 0 }}>
              {t(live === null ? "wall.loading" : "wall.empty")}
            </p>
            {live !== null && <p className={classes["why"]}>{t("wall.emptyHint")}</p>}
          </div>
        ) : (
          <ul className={classes["list"]}>
            {live.map((one) => (
              <LiveRow
                key={one.session_id}
                one={one}
                isMine={isMine(one)}
                onOpen={() => onOpen(one)}
                onJoin={() => setJoining(one)}
              />
            ))}
          </ul>
        )}
      </div>
      {joining !== null && (
        <SuperviseDialog one={joining} onClose={() => setJoining(null)} onOpen={() => onOpen(joining)} />
      )}
    </section>
  );
}

interface LiveRowProps {
  one: Running;
  isMine: boolean;
  onOpen: () => void;
  onJoin: () => void;
}

function LiveRow({ one, isMine, onOpen, onJoin }: LiveRowProps): React.ReactNode {
  const { t } = useTranslation();
  const ago = useAgo();
  const others = one.staff.filter((name) => name !== one.owner);
  const isDemo = one.kind === "demo";
  const customer = one.customer;
  return (
    <li className={classes["item"]} data-testid="live-row" data-mode={one.mode ?? "none"}>
      <div>
        <div className={classes["who"]}>
          <span className={classes["name"]}>
            <bdi>{isDemo ? t("wall.demo", { name: customer }) : customer}</bdi>
          </span>
          <span className={classes["mode"]} data-state={one.state}>
            {standingWord(one, t)}
          </span>
        </div>
        <p className={classes["facts"]}>
          {!isDemo && (
            <bdi>{one.owner === undefined ? t("wall.nobody") : t("wall.owner", { name: one.owner })}</bdi>
          )}
          <span>{t("wall.since", { time: ago(one.since) })}</span>
          {others.length > 0 && <bdi>{t("wall.also", { names: others.join(", ") })}</bdi>}
        </p>
        {one.reason !== "" && (
          <p className={classes["reason"]}>
            <bdi>{one.reason}</bdi>
          </p>
        )}
      </div>
      {isMine ? (
        <Button variant="light" aria-label={t("wall.openNamed", { customer })} onClick={onOpen}>
          {t("wall.open")}
        </Button>
      ) : (
        <Button
          variant="default"
          aria-label={t("wall.joinNamed", { customer })}
          onClick={onJoin}
          data-testid="supervise"
        >
          {t("wall.join")}
        </Button>
      )}
    </li>
  );
}

function standingWord({ kind, mode, state }: Running, t: TFunction): string {
  if (mode !== undefined) return t(`mode.${mode}`);
  return kind === "demo" ? t("wall.demoNotYet") : t(`state.${state}`);
}

interface SuperviseDialogProps {
  one: Running;
  onClose: () => void;
  onOpen: () => void;
}

function SuperviseDialog({ one, onClose, onOpen }: SuperviseDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const { customer, owner } = one;
  const joining = useMutation({
    mutationFn: () => supervise(one.session_id, reason.trim()),
    onSuccess: onOpen,
  });
  const isAlone = owner === undefined || owner === customer;
  return (
    <Dialog title={t("wall.why", { customer })} onClose={onClose} testId="supervise-dialog">
      <form
        className={classes["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== "") joining.mutate();
        }}
      >
        <p className={classes["told"]}>
          <bdi>{isAlone ? t("wall.toldAlone", { customer }) : t("wall.told", { customer, owner })}</bdi>
        </p>
        <Textarea
          label={t("wall.reason")}
          description={t("wall.reasonHint")}
          data-autofocus
          required
          rows={2}
          maxLength={SENTENCE_LIMIT_CHARS}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-testid="supervise-reason"
        />
        <ProblemNote problem={joining.error} />
        <div className={classes["answers"]}>
          <Button
            type="submit"
            loading={joining.isPending}
            disabled={reason.trim() === ""}
            data-testid="supervise-submit"
          >
            {t("wall.submit")}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t("wall.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
