/** One message: who, when, what, its pictures, files and steps, and how far it came. */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { clockTime } from "../console/ago";
import { Icon } from "../look/icons";
import type { Attachment, Person, PersonId } from "../protocol/protocol.gen";
import { isPicture, type AttachmentDoors } from "./attachments";
import type { Line } from "./line";
import { reachOf } from "./reach";
import type { Pending, RoomView, TalkRoom } from "./room";
import { sizeWords } from "./size";
import classes from "./talk.module.css";

interface LineViewProps {
  line: Line;
  who: Person | undefined;
  names: ReadonlyMap<PersonId, Person>;
  isMine: boolean;
  begins: boolean;
  isLastOwn: boolean;
  view: RoomView;
  me: PersonId;
  doors: AttachmentDoors;
  canWrite: boolean;
  room: (act: (room: TalkRoom) => void) => void;
}

export function LineView(props: LineViewProps): React.ReactNode {
  const { line, isMine, begins, isLastOwn } = props;
  const kinds = [classes["line"], isMine && classes["mine"], line.isNote && classes["note"]];
  return (
    <article className={kinds.filter(Boolean).join(" ")} data-line={line.isNote ? "note" : "said"}>
      {begins && <LineHead {...props} />}
      <div className={classes["bubble"]}>
        {line.text !== "" && (
          <p className={classes["text"]}>
            <bdi>{line.text}</bdi>
          </p>
        )}
        <Steps {...props} />
        <Attachments {...props} />
      </div>
      {isLastOwn && <ReachWords {...props} />}
    </article>
  );
}

function LineHead({ line, who }: LineViewProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  return (
    <header className={classes["lineHead"]}>
      <bdi className={classes["lineWho"]}>{who?.name ?? t("talk.gone")}</bdi>
      {who !== undefined && <span>{t(`role.${who.role}`)}</span>}
      <time dateTime={new Date(line.atMs).toISOString()}>{clockTime(line.atMs, i18n.language)}</time>
      {line.isNote && <span className={classes["noteMark"]}>{t("talk.noteMark")}</span>}
    </header>
  );
}

function ReachWords({ view, line, me, names }: LineViewProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  const { word, seenBy } = reachOf(view, line.seq, me);
  const who = seenBy.flatMap((id) => names.get(id)?.name ?? []);
  const list = new Intl.ListFormat(i18n.language).format(who);
  return (
    <p className={classes["reach"]} data-testid={`reach-${view.room}`} data-reach={word}>
      {who.length > 0 ? <bdi>{t("talk.seenBy", { names: list })}</bdi> : t(`talk.${word}`)}
    </p>
  );
}

function Steps({ line, canWrite, room }: LineViewProps): React.ReactNode {
  const { t } = useTranslation();
  if (line.steps.length === 0) return null;
  const done = line.steps.filter((one) => one.done).length;
  return (
    <>
      <ol className={classes["steps"]}>
        {line.steps.map((step, index) => (
          <li key={index}>
            <label className={classes["step"]}>
              <input
                type="checkbox"
                checked={step.done}
                disabled={!canWrite}
                onChange={(event) => {
                  const isDone = event.currentTarget.checked;
                  room((one) => one.tick(line.messageId, index, isDone));
                }}
              />
              <bdi className={step.done ? classes["stepDone"] : undefined}>{step.text}</bdi>
            </label>
          </li>
        ))}
      </ol>
      <p className={classes["stepSum"]}>{t("talk.stepDone", { done, count: line.steps.length })}</p>
    </>
  );
}

function Attachments({ line, doors }: LineViewProps): React.ReactNode {
  if (line.attachments.length === 0) return null;
  return (
    <ul className={classes["attachments"]}>
      {line.attachments.map((one) => (
        <li key={one.attachment_id}>
          {isPicture(one) ? <PictureLink one={one} doors={doors} /> : <FileChip one={one} doors={doors} />}
        </li>
      ))}
    </ul>
  );
}

interface AttachmentProps {
  one: Attachment;
  doors: AttachmentDoors;
}

function PictureLink({ one, doors }: AttachmentProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <a href={doors.address(one)} target="_blank" rel="noreferrer" className={classes["picture"]}>
      <img src={doors.address(one)} alt={t("talk.picture", { name: one.name })} loading="lazy" />
    </a>
  );
}

function FileChip({ one, doors }: AttachmentProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  return (
    <a href={doors.address(one)} download={one.name} className={classes["file"]}>
      <Icon name="download" size={16} />
      <span className={classes["unseen"]}>{t("talk.download")}</span>
      <bdi>{one.name}</bdi>
      <span className={classes["size"]}>{sizeWords(one.size_bytes, i18n.language)}</span>
    </a>
  );
}

interface PendingProps {
  one: Pending;
  room: LineViewProps["room"];
}

export function PendingView({ one, room }: PendingProps): React.ReactNode {
  const { t } = useTranslation();
  const { messageId, problem } = one;
  return (
    <article className={`${classes["line"] ?? ""} ${classes["mine"] ?? ""}`} data-line="pending">
      <div className={`${classes["bubble"] ?? ""} ${classes["pending"] ?? ""}`}>
        {one.text !== "" && (
          <p className={classes["text"]}>
            <bdi>{one.text}</bdi>
          </p>
        )}
        {one.steps.length > 0 && (
          <ol className={classes["steps"]}>
            {one.steps.map((step, index) => (
              <li key={index}>
                <bdi>{step}</bdi>
              </li>
            ))}
          </ol>
        )}
        {one.attachments.map((each) => (
          <p key={each.attachment_id} className={classes["text"]}>
            <bdi>{each.name}</bdi>
          </p>
        ))}
      </div>
      {problem === null ? (
        <p className={classes["reach"]}>{t("talk.sending")}</p>
      ) : (
        <div className={classes["failed"]} role="alert">
          <p>{t("talk.failed", { why: t(`problem.${problem}`) })}</p>
          <Button size="compact-xs" variant="default" onClick={() => room((each) => each.again(messageId))}>
            {t("talk.again")}
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => room((each) => each.forget(messageId))}>
            {t("talk.forget")}
          </Button>
        </div>
      )}
    </article>
  );
}
