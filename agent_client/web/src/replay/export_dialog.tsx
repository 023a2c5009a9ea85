/** Take a copy of a session away: which form, with which chat, and why. */

import { Button, Progress, Radio, Select, Stack, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import {
  exportAddress,
  exportState,
  startExport,
  type ExportChat,
  type ExportForm,
  type ExportState,
  type ExportWish,
} from "../api/records";
import { ProblemNote } from "../console/problem_note";
import { SENTENCE_LIMIT_CHARS, type SessionId } from "../protocol/protocol.gen";
import { Dialog, INSIDE } from "../session/dialog";
import { sizeWords } from "../talk/size";
import type { Part } from "./part";

const FORMS = ["mp4", "vtt", "json", "csv"] as const satisfies readonly ExportForm[];
const CHATS = ["none", "side", "burnt"] as const satisfies readonly ExportChat[];
const CHAT_WORDS = {
  none: "exporting.chatNone",
  side: "exporting.chatSide",
  burnt: "exporting.chatBurnt",
} as const;
const POLL_MS = 1_000;

export function ExportDialog({ view, onClose }: Part & { onClose: () => void }): React.ReactNode {
  const { t } = useTranslation();
  const { sessionId } = view.facts;
  const making = useMutation({ mutationFn: (wish: ExportWish) => startExport(sessionId, wish) });
  return (
    <Dialog title={t("exporting.title")} onClose={onClose} testId="export-dialog">
      {making.data === undefined ? (
        <ExportForm_
          streams={view.streams}
          isPending={making.isPending}
          problem={making.error}
          onWish={(wish) => making.mutate(wish)}
          onClose={onClose}
        />
      ) : (
        <Making sessionId={sessionId} exportId={making.data.export_id} onAgain={() => making.reset()} />
      )}
    </Dialog>
  );
}

interface ExportFormProps {
  streams: readonly number[];
  isPending: boolean;
  problem: unknown;
  onWish: (wish: ExportWish) => void;
  onClose: () => void;
}

function ExportForm_({ streams, isPending, problem, onWish, onClose }: ExportFormProps): React.ReactNode {
  const { t } = useTranslation();
  const forms = FORMS.filter((one) => one !== "mp4" || streams.length > 0);
  const [form, setForm] = useState<ExportForm>(forms[0] ?? "json");
  const [chat, setChat] = useState<ExportChat>("none");
  const [stream, setStream] = useState(streams[0] ?? 0);
  const [reason, setReason] = useState("");
  const isVideo = form === "mp4";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onWish({ form, chat: isVideo ? chat : "none", reason: reason.trim(), ...(isVideo && { stream }) });
      }}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>{t("exporting.lead")}</p>
        <ProblemNote problem={problem} />
        {streams.length === 0 && <p style={{ margin: 0 }}>{t("exporting.noVideo")}</p>}
        <Radio.Group
          label={t("exporting.form")}
          value={form}
          onChange={(value) => setForm(FORMS.find((one) => one === value) ?? form)}
        >
          <Stack gap="xs" mt="xs">
            {forms.map((one) => (
              <Radio
                key={one}
                value={one}
                label={t(`exporting.${one}`)}
                description={t(`exporting.${one}Hint`)}
                data-testid={`export-${one}`}
              />
            ))}
          </Stack>
        </Radio.Group>
        {isVideo && (
          <Select
            label={t("exporting.chat")}
            comboboxProps={INSIDE}
            allowDeselect={false}
            value={chat}
            onChange={(value) => setChat(CHATS.find((one) => one === value) ?? chat)}
            data={CHATS.map((one) => ({ value: one, label: t(CHAT_WORDS[one]) }))}
          />
        )}
        {isVideo && streams.length > 1 && (
          <Select
            label={t("exporting.monitor")}
            comboboxProps={INSIDE}
            allowDeselect={false}
            value={String(stream)}
            onChange={(value) => setStream(Number(value))}
            data={streams.map((one, index) => ({
              value: String(one),
              label: t("replay.monitorNumber", { number: index + 1 }),
            }))}
          />
        )}
        <Textarea
          label={t("exporting.reason")}
          required
          withAsterisk={false}
          rows={2}
          maxLength={SENTENCE_LIMIT_CHARS}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-testid="export-reason"
        />
        <div style={{ display: "flex", justifyContent: "flex-end", gap: "0.5rem" }}>
          <Button variant="default" onClick={onClose}>
            {t("exporting.cancel")}
          </Button>
          <Button
            type="submit"
            disabled={reason.trim() === ""}
            loading={isPending}
            data-testid="export-submit"
          >
            {t("exporting.submit")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

interface MakingProps {
  sessionId: SessionId;
  exportId: string;
  onAgain: () => void;
}

function Making({ sessionId, exportId, onAgain }: MakingProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  const making = useQuery({
    queryKey: ["export", exportId],
    queryFn: () => exportState(sessionId, exportId),
    refetchInterval: ({ state: { data, error } }) => (error !== null || isOver(data) ? false : POLL_MS),
    gcTime: 0,
  });
  if (making.isError) return <ProblemNote problem={making.error} again={() => void making.refetch()} />;
  const { state, done, size_bytes } = making.data ?? WAITING;
  const percent = Math.round(done * 100);
  const size = sizeWords(size_bytes ?? 0, i18n.language);
  return (
    <Stack gap="md">
      <p style={{ margin: 0 }} role="status" data-testid="export-state" data-state={state}>
        {state === "done" ? t("exporting.done", { size }) : t(`exporting.${state}`)}
      </p>
      {!isOver({ state }) && (
        <Progress
          value={percent}
          aria-label={t("exporting.running")}
          aria-valuetext={t("exporting.progress", { percent })}
        />
      )}
      {state === "done" && (
        <Button
          component="a"
          href={exportAddress(sessionId, exportId)}
          download
          data-testid="export-download"
        >
          {t("exporting.download")}
        </Button>
      )}
      {isOver({ state }) && (
        <Button variant="default" onClick={onAgain}>
          {t("exporting.another")}
        </Button>
      )}
    </Stack>
  );
}

const WAITING: ExportState = { state: "waiting", done: 0 };

function isOver(made: Pick<ExportState, "state"> | undefined): boolean {
  return made?.state === "done" || made?.state === "failed";
}
