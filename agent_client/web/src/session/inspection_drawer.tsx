/** What the customer's computer says of itself, to be read, searched and copied; services can be acted on. */

import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { lastInspection, type FoundFlag, type LastInspection } from "../api/directory";
import { Icon } from "../look/icons";
import type { Section, Work } from "../protocol/protocol.gen";
import { asText, flagsOf, searched, type Flag } from "./inspection";
import { InspectionTable } from "./inspection_table";
import { SideDialog } from "./dialog";
import { isOpen, type Part } from "./part";
import classes from "./session.module.css";

/** How often the server is asked for what it found, once an inspection is whole. */
const ASKS = 3;
const ASK_EVERY_MS = 2_000;

interface InspectionDrawerProps {
  part: Part;
  onClose: () => void;
  canDoServices: boolean;
}

export function InspectionDrawer({ part, onClose, canDoServices }: InspectionDrawerProps): React.ReactNode {
  const { t } = useTranslation();
  const { live } = part;
  const [search, setSearch] = useState("");
  const { sections, broken } = useFound(part);
  const shown = searched(sections, search);
  return (
    <SideDialog title={t("inspect.title")} onClose={onClose} testId="inspection">
      <div className={classes["inspectTools"]}>
        <LookButton part={part} isFirst={sections.length === 0} />
        {sections.length > 0 && (
          <>
            <TextInput
              className={classes["grow"] ?? ""}
              aria-label={t("inspect.search")}
              placeholder={t("inspect.search")}
              type="search"
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              data-testid="inspect-search"
            />
            <CopyButton sections={sections} />
          </>
        )}
      </div>
      <p className={classes["soft"]} role="status">
        <StateWords part={part} isEmpty={sections.length === 0} />
        {search !== "" && shown.length === 0 && t("inspect.none", { search })}
      </p>
      {search === "" && <Flags flags={flagsOf(sections)} broken={broken} />}
      {shown.map((section) => (
        <InspectionTable
          key={section.topic}
          section={section}
          onDeed={canDoServices ? (name, deed) => live()?.asks.work({ type: "service", name, deed }) : null}
        />
      ))}
      {!canDoServices && shown.some((one) => one.topic === "services") && (
        <p className={classes["soft"]}>{t("inspect.serviceHint")}</p>
      )}
    </SideDialog>
  );
}

/** What came while this page is open, else what the server kept; and what of it is known not to work. */
function useFound(part: Part): { sections: readonly Section[]; broken: readonly FoundFlag[] } {
  const known = useKept(part);
  const sections = part.view.work.inspected?.sections ?? known?.sections ?? [];
  return { sections, broken: known?.flags.filter((one) => one.concern === "incompatible") ?? [] };
}

/** What the server kept, and what it found in it; asked for again when a new inspection is whole. */
function useKept({ view, session }: Part): LastInspection | undefined {
  const inspected = view.work.inspected;
  const whole = inspected?.isWhole === true ? inspected.requestId : null;
  const { data } = useQuery({
    queryKey: ["inspection", session.session_id, whole],
    queryFn: () => lastInspection(session.session_id),
    retry: false,
    staleTime: Infinity,
    // The last part is here a moment before the server has kept it.
    refetchInterval: ({ state }) => whole !== null && state.dataUpdateCount < ASKS && ASK_EVERY_MS,
  });
  return data;
}

function workOf(session: Part["session"]): Work | undefined {
  return session.works.find((one) => one.what.type === "inspection");
}

function LookButton({ part, isFirst }: { part: Part; isFirst: boolean }): React.ReactNode {
  const { t } = useTranslation();
  const { live, view, session } = part;
  return (
    <Button
      variant={isFirst ? "filled" : "default"}
      loading={workOf(session) !== undefined}
      disabled={!isOpen(view)}
      onClick={() => live()?.asks.work({ type: "inspection" })}
      data-testid="inspect-look"
    >
      {t(isFirst ? "inspect.start" : "inspect.again")}
    </Button>
  );
}

function StateWords({ part, isEmpty }: { part: Part; isEmpty: boolean }): React.ReactNode {
  const { t } = useTranslation();
  const work = workOf(part.session);
  if (work !== undefined) return t(work.started_at === undefined ? "inspect.asking" : "inspect.loading");
  return isEmpty ? t("inspect.empty") : null;
}

function CopyButton({ sections }: { sections: readonly Section[] }): React.ReactNode {
  const { t } = useTranslation();
  const [state, setState] = useState<"copy" | "copied" | "notCopied">("copy");
  const copy = async (): Promise<void> => {
    const text = asText(sections, {
      topic: (topic) => t(`inspect.topic.${topic}`),
      column: (name) => t(`inspect.column.${name}`),
    });
    const wrote = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setState(wrote ? "copied" : "notCopied");
  };
  return (
    <>
      <Button variant="default" onClick={() => void copy()} data-testid="inspect-copy">
        {t(state === "copied" ? "inspect.copied" : "inspect.copy")}
      </Button>
      {state === "notCopied" && (
        <p className={classes["soft"]} role="alert">
          {t("inspect.notCopied")}
        </p>
      )}
    </>
  );
}

interface FlagsProps {
  flags: readonly Flag[];
  /** What the organisation knows not to work. */
  broken: readonly FoundFlag[];
}

function Flags({ flags, broken }: FlagsProps): React.ReactNode {
  const { t } = useTranslation();
  if (flags.length === 0 && broken.length === 0) return null;
  return (
    <section className={classes["flags"]} aria-labelledby="flags" data-testid="flags">
      <h3 id="flags" className={classes["flagsHead"]}>
        <Icon name="eye" size={16} /> {t("inspect.notes")}
      </h3>
      <ul>
        {broken.map((one) => (
          <li key={`${one.name} ${one.version} ${one.why}`} data-testid="incompatible">
            <Icon name="warning" size={16} /> <strong>{t("inspect.incompatible")}</strong>{" "}
            <bdi>{`${one.name} ${one.version}`}</bdi>
            {one.why !== "" && (
              <>
                . <bdi>{one.why}</bdi>
              </>
            )}
          </li>
        ))}
        {flags.map((flag) => (
          <li key={flag.is + ("name" in flag ? flag.name : "")}>
            <FlagWords flag={flag} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function FlagWords({ flag }: { flag: Flag }): React.ReactNode {
  const { t } = useTranslation();
  switch (flag.is) {
    case "updates":
      return t("inspect.updates", { count: flag.count });
    case "low_disk":
      return <bdi>{t("inspect.lowDisk", { name: flag.name })}</bdi>;
    case "low_memory":
      return t("inspect.lowMemory");
  }
}
