/** Who is here, everyone named; asking an expert first, handing over second, and what is open of both. */

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { marksOf } from "../live/colours";
import { Icon } from "../look/icons";
import { replayPath } from "../replay/link";
import type { Person, PersonId, SessionId } from "../protocol/protocol.gen";
import { may } from "../protocol/rights";
import { InviteDialog } from "./invite_dialog";
import { isOpen, nameOf, personOf, type Part } from "./part";
import classes from "./session.module.css";
import { TransferDialog } from "./transfer_dialog";

export function PeoplePanel(part: Part): React.ReactNode {
  const { t } = useTranslation();
  const { view, session } = part;
  const marks = marksOf(session.people);
  return (
    <div className={classes["panelBody"]} data-testid="people">
      <section aria-labelledby="people">
        <h2 id="people" className={classes["heading"]}>
          {t("live.people")}
        </h2>
        <ul className={classes["people"]}>
          {session.people.map((one) => (
            <PersonLine
              key={one.person_id}
              one={one}
              part={part}
              colour={marks[one.person_id]?.colour}
              isMe={one.person_id === view.personId}
            />
          ))}
        </ul>
      </section>
      {session.state !== "ended" && <PeopleActions {...part} />}
      {session.state !== "ended" && <OpenRequests {...part} />}
    </div>
  );
}

interface PersonLineProps {
  one: Person;
  part: Part;
  colour: string | undefined;
  isMe: boolean;
}

function PersonLine({ one, part: { session }, colour, isMe }: PersonLineProps): React.ReactNode {
  const { t } = useTranslation();
  const notes = [
    one.person_id === session.owner_id && t("people.owner"),
    one.person_id === session.holder_id && t("live.holder"),
    one.role === "learner" && t("people.watching"),
  ].filter((note) => note !== false);
  return (
    <li className={classes["person"]} data-person={one.person_id} data-role={one.role}>
      <svg className={classes["personDot"]} viewBox="0 0 10 10" aria-hidden="true">
        <circle cx="5" cy="5" r="5" fill={colour ?? "currentColor"} />
      </svg>
      <bdi className={classes["personName"]}>{isMe ? t("live.you", { name: one.name }) : one.name}</bdi>
      <span className={classes["personRole"]}>
        {t(`role.${one.role}`)}
        {one.presence === "away" && `, ${t("live.away")}`}
      </span>
      {notes.length > 0 && <span className={classes["personNote"]}>{notes.join(" · ")}</span>}
    </li>
  );
}

function PeopleActions({ live, view, session }: Part): React.ReactNode {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<"invite" | "transfer" | null>(null);
  const off = !isOpen(view);
  return (
    <div className={classes["actions"]}>
      {may(view.role, "invite") && (
        <Button
          leftSection={<Icon name="people" />}
          disabled={off}
          onClick={() => setDialog("invite")}
          data-testid="ask-expert"
        >
          {t("people.invite")}
        </Button>
      )}
      {canTransfer(view, session) && (
        <Button
          variant="default"
          disabled={off}
          onClick={() => setDialog("transfer")}
          data-testid="hand-over"
        >
          {t("people.transfer")}
        </Button>
      )}
      <Ownership live={live} view={view} session={session} />
      {session.owner_id === view.personId && <LastMinutes sessionId={session.session_id} />}
      {dialog === "invite" && (
        <InviteDialog
          here={session.people.map((one) => one.person_id)}
          onClose={() => setDialog(null)}
          onInvite={(whom, note) => live()?.asks.invite(whom, note)}
        />
      )}
      {dialog === "transfer" && (
        <TransferDialog
          ownerId={session.owner_id}
          onClose={() => setDialog(null)}
          onTransfer={(to, note) => live()?.asks.transfer(to, note)}
        />
      )}
    </div>
  );
}

/** The owner hands over, and a supervisor for them; one at a time. */
function canTransfer(view: Part["view"], session: Part["session"]): boolean {
  const mayNow = session.owner_id === view.personId || may(view.role, "take_over");
  return mayNow && may(view.role, "transfer") && session.inner?.transfer === undefined;
}

/** A supervisor takes the customer over, and hands them back. */
function Ownership({ live, view, session }: Omit<Part, "name" | "again">): React.ReactNode {
  const { t } = useTranslation();
  if (!may(view.role, "take_over") || session.owner_id === undefined) return null;
  if (session.owner_id !== view.personId)
    return (
      <div>
        <Button
          fullWidth
          variant="default"
          disabled={!isOpen(view)}
          onClick={() => live()?.asks.takeOver()}
          data-testid="take-over"
        >
          {t("people.takeOver")}
        </Button>
        <p className={classes["soft"]}>{t("people.takeOverHint")}</p>
      </div>
    );
  const before = personOf(session, session.previous_owner_id);
  if (before === undefined) return null;
  return (
    <Button
      variant="default"
      disabled={!isOpen(view)}
      onClick={() => live()?.asks.handBack()}
      data-testid="hand-back"
    >
      {t("people.handBack", { name: before.name })}
    </Button>
  );
}

function OpenRequests(part: Part): React.ReactNode {
  const { t } = useTranslation();
  const { live, view, session } = part;
  const { invitations = [], transfer } = session.inner ?? {};
  if (invitations.length === 0 && transfer === undefined) return null;
  const mine = (by: PersonId): boolean =>
    by === view.personId || session.owner_id === view.personId || may(view.role, "take_over");
  return (
    <section aria-labelledby="requests">
      <h2 id="requests" className={classes["heading"]}>
        {t("people.open")}
      </h2>
      <ul className={classes["requests"]}>
        {invitations.map((one) => (
          <Request
            key={one.invitation_id}
            part={part}
            kind="invitation"
            words={t("people.invited", { name: one.name })}
            request={one}
            {...(mine(one.by) && { onWithdraw: () => live()?.asks.withdrawInvitation(one.invitation_id) })}
          />
        ))}
        {transfer !== undefined && (
          <Request
            part={part}
            kind="transfer"
            words={t("people.offered", { name: transfer.name })}
            request={transfer}
            {...(mine(transfer.by) && { onWithdraw: () => live()?.asks.withdrawTransfer() })}
          />
        )}
      </ul>
    </section>
  );
}

/** Who was handed the session sees what was done last, in a tab of its own. */
function LastMinutes({ sessionId }: { sessionId: SessionId }): React.ReactNode {
  const { t } = useTranslation();
  return (
    <Button
      component="a"
      href={`#${replayPath(sessionId)}?last=${LAST_MINUTES}`}
      target="_blank"
      fullWidth
      variant="default"
      data-testid="last-minutes"
    >
      {t("replay.lastMinutes")}
    </Button>
  );
}

const LAST_MINUTES = 5;

interface RequestProps {
  part: Part;
  kind: "invitation" | "transfer";
  words: string;
  request: { by: PersonId; name: string; note: string };
  onWithdraw?: () => void;
}

function Request({ part, kind, words, request, onWithdraw }: RequestProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <li className={classes["request"]} data-testid={kind}>
      <p className={classes["text"]}>
        <bdi>{words}</bdi>
      </p>
      <p className={classes["soft"]}>
        <bdi>{t("people.by", { name: nameOf(part.session, request.by, t("live.someone")) })}</bdi>
        {request.note !== "" && (
          <>
            {": "}
            <bdi>{request.note}</bdi>
          </>
        )}
      </p>
      {onWithdraw !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={!isOpen(part.view)}
          aria-label={t("people.withdrawLabel", { name: request.name })}
          onClick={onWithdraw}
        >
          {t("people.withdraw")}
        </Button>
      )}
    </li>
  );
}
