/** Hand the customer over, warm: to a person, a team or a queue; nothing changes before somebody accepts. */

import { SegmentedControl, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { directory, type Directory } from "../api/directory";
import { ProblemNote } from "../console/problem_note";
import type { TransferTo } from "../live/asks";
import { SENTENCE_LIMIT_CHARS, type PersonId } from "../protocol/protocol.gen";
import { may } from "../protocol/rights";
import { ColleagueSelect } from "./colleague_select";
import { Dialog, INSIDE } from "./dialog";
import { DialogFoot } from "./invite_dialog";
import classes from "./session.module.css";

interface TransferDialogProps {
  /** Who has the customer now: to them nothing is handed over. */
  ownerId: PersonId | undefined;
  onClose: () => void;
  onTransfer: (to: TransferTo, note: string) => void;
}

export function TransferDialog({ ownerId, onClose, onTransfer }: TransferDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const who = useQuery({ queryKey: ["directory"], queryFn: directory, staleTime: 0 });
  return (
    <Dialog title={t("people.transferTitle")} onClose={onClose} testId="transfer-dialog">
      <p className={classes["dialogLead"]}>{t("people.transferLead")}</p>
      <ProblemNote problem={who.error} again={() => void who.refetch()} />
      {who.data !== undefined && (
        <TransferForm known={takers(who.data, ownerId)} onClose={onClose} onTransfer={onTransfer} />
      )}
    </Dialog>
  );
}

function takers(known: Directory, ownerId: PersonId | undefined): Directory {
  const people = known.people.filter((one) => one.person_id !== ownerId && may(one.role, "take"));
  return { ...known, people };
}

const WAYS = ["person", "team", "queue"] as const;
type Way = (typeof WAYS)[number];

function TransferForm({
  known,
  onClose,
  onTransfer,
}: Omit<TransferDialogProps, "ownerId"> & { known: Directory }): React.ReactNode {
  const { t } = useTranslation();
  const [way, setWay] = useState<Way>("person");
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const choose = (next: string): void => {
    setWay(WAYS.find((one) => one === next) ?? "person");
    setChosen(null);
  };
  const labels = { person: "people.toPerson", team: "people.toTeam", queue: "people.toQueue" } as const;
  return (
    <form
      className={classes["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen === null) return;
        onTransfer(toOf(way, chosen), note);
        onClose();
      }}
    >
      <SegmentedControl
        fullWidth
        aria-label={t("people.to")}
        value={way}
        onChange={choose}
        data={WAYS.map((one) => ({ value: one, label: t(labels[one]) }))}
      />
      {way === "person" ? (
        <ColleagueSelect people={known.people} value={chosen} onChange={setChosen} />
      ) : (
        <Select
          label={t(way === "team" ? "people.team" : "people.queue")}
          searchable
          data={groups(known, way)}
          comboboxProps={INSIDE}
          value={chosen}
          onChange={setChosen}
          data-testid="transfer-group"
        />
      )}
      <Textarea
        label={t("people.note")}
        description={t("people.noteHint")}
        maxLength={SENTENCE_LIMIT_CHARS}
        rows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-testid="transfer-note"
      />
      <DialogFoot
        submit={t("people.transferSubmit")}
        isReady={chosen !== null}
        onClose={onClose}
        testId="transfer-submit"
      />
    </form>
  );
}

function toOf(way: Way, chosen: string): TransferTo {
  if (way === "person") return { to_person: chosen };
  return way === "team" ? { to_team: chosen } : { to_queue: chosen };
}

function groups(known: Directory, way: "team" | "queue"): { value: string; label: string }[] {
  if (way === "team") return known.teams.map((one) => ({ value: one.team_id, label: one.name }));
  return known.queues.map((one) => ({ value: one.queue_id, label: one.name }));
}
