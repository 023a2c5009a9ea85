/** Colleagues who ask this person to come and help, or to take a customer over. */

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { acceptCall, declineCall } from "../api/calls";
import type { Call } from "../protocol/protocol.gen";
import { useAgo } from "./ago";
import classes from "./desk.module.css";
import { codeOf, ProblemNote } from "./problem_note";

interface CallsListProps {
  calls: readonly Call[];
  onOpen: (sessionId: string) => void;
}

export function CallsList({ calls, onOpen }: CallsListProps): React.ReactNode {
  const { t } = useTranslation();
  const accepting = useMutation({ mutationFn: acceptCall, onSuccess: (_, call) => onOpen(call.session_id) });
  const declining = useMutation({ mutationFn: declineCall });
  const newest = calls.at(-1);
  const problem = accepting.error ?? declining.error;
  const isLate = ["out_of_turn", "unknown", "session_over"].includes(codeOf(problem));
  const busy = busyId(accepting) ?? busyId(declining);
  return (
    <>
      {/* Always there: what comes into it is read aloud, without a sound of ours. */}
      <p className={classes["hidden"]} role="status" aria-live="assertive">
        {newest !== undefined && t(`calls.${newest.kind}`, { by: newest.by, customer: newest.customer })}
      </p>
      <ProblemNote problem={problem} sentence={isLate ? t("calls.gone") : undefined} />
      {calls.length > 0 && (
        <section aria-labelledby="calls" className={classes["calls"]}>
          <h2 id="calls" className={classes["heading"]}>
            {t("calls.title")}
          </h2>
          <ul className={classes["callList"]}>
            {calls.map((call) => (
              <CallItem
                key={call.id}
                call={call}
                busy={busy}
                onAccept={() => accepting.mutate(call)}
                onDecline={() => declining.mutate(call)}
              />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function busyId(what: { isPending: boolean; variables: Call | undefined }): string | undefined {
  return what.isPending ? what.variables?.id : undefined;
}

interface CallItemProps {
  call: Call;
  /** Which one is being answered right now. */
  busy: string | undefined;
  onAccept: () => void;
  onDecline: () => void;
}

function CallItem({ call, busy, onAccept, onDecline }: CallItemProps): React.ReactNode {
  const { t } = useTranslation();
  const ago = useAgo();
  const { by, customer, kind } = call;
  const isHelp = kind === "invitation";
  return (
    <li className={classes["call"]} data-testid="call" data-kind={kind}>
      <div>
        <div className={classes["who"]}>
          <span className={classes["name"]}>
            <bdi>{t(`calls.${kind}`, { by, customer })}</bdi>
          </span>
          <span className={classes["since"]}>{t("calls.ago", { time: ago(call.at) })}</span>
        </div>
        {call.note !== "" && (
          <p className={classes["reason"]}>
            <bdi>{call.note}</bdi>
          </p>
        )}
        {call.reason !== "" && (
          <p className={classes["why"]}>
            <bdi>{call.reason}</bdi>
          </p>
        )}
      </div>
      <div className={classes["answers"]}>
        <Button
          loading={busy === call.id}
          disabled={busy !== undefined}
          aria-label={t(isHelp ? "calls.joinNamed" : "calls.takeOverNamed", { customer })}
          onClick={onAccept}
          data-testid="call-accept"
        >
          {t(isHelp ? "calls.join" : "calls.takeOver")}
        </Button>
        <Button
          variant="default"
          disabled={busy !== undefined}
          aria-label={t("calls.notNowNamed", { customer })}
          onClick={onDecline}
          data-testid="call-decline"
        >
          {t("calls.notNow")}
        </Button>
      </div>
    </li>
  );
}
