/** Every session that one may look at, newest first: the log and the recording are one list. */

import { Alert, Button, Skeleton } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { RECORDING_RULES } from "../api/recording_rules";
import { searchRecords } from "../api/record_search";
import { DeskBar } from "../console/desk_bar";
import { useMe } from "../console/gate";
import { ProblemNote } from "../console/problem_note";
import { useTitle } from "../console/title";
import { FilterForm } from "./filter_form";
import { NO_FILTERS, searchOf, setOf, type Filters } from "./filters";
import { RecordRow } from "./record_row";
import classes from "./records.module.css";

const SOON_MS = 15_000;
/** So many rows of nothing stand where sessions will. */
const GHOSTS = [0, 1, 2, 3];

export function RecordsPage(): React.ReactNode {
  const { t } = useTranslation();
  const who = useMe();
  const filters: Filters = { ...NO_FILTERS, ...useSearch({ from: "/gate/records" }) };
  const navigate = useNavigate();
  useTitle(t("records.title"));
  const change = (next: Filters): void =>
    void navigate({ to: "/records", search: setOf(next), replace: true });
  return (
    <div className={classes["page"]}>
      <DeskBar who={who} here="records" />
      <main className={classes["main"]}>
        <div>
          <h1 className={classes["title"]}>{t("records.title")}</h1>
          <p className={classes["lead"]}>{t("records.lead")}</p>
        </div>
        <StoreNote />
        <FilterForm filters={filters} onChange={change} />
        <Found filters={filters} onAll={() => change(NO_FILTERS)} />
      </main>
    </div>
  );
}

/** Little room is left for recordings: said before there is none. */
function StoreNote(): React.ReactNode {
  const { t } = useTranslation();
  const { store } = useQuery(RECORDING_RULES).data ?? {};
  if (store?.warning !== true) return null;
  return (
    <Alert color="orange" variant="light" role="status" data-testid="store-warning">
      {t("records.littleRoom")}
    </Alert>
  );
}

function Found({ filters, onAll }: { filters: Filters; onAll: () => void }): React.ReactNode {
  const { t } = useTranslation();
  const search = searchOf(filters);
  const asked = useInfiniteQuery({
    queryKey: ["records", search],
    queryFn: ({ pageParam }) => searchRecords(search, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: SOON_MS,
  });
  const records = asked.data?.pages.flatMap((page) => page.records) ?? [];
  if (asked.isPending) return <Loading />;
  return (
    <section aria-label={t("records.found")} aria-busy={asked.isPlaceholderData}>
      <ProblemNote problem={asked.error} />
      {records.length === 0 && asked.error === null && (
        <Nothing isNarrowed={Object.keys(search).length > 0} onAll={onAll} />
      )}
      {records.length > 0 && (
        <ul className={classes["list"]} data-testid="records">
          {records.map((record) => (
            <RecordRow key={record.session_id} record={record} />
          ))}
        </ul>
      )}
      {asked.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={asked.isFetchingNextPage}
          onClick={() => void asked.fetchNextPage()}
        >
          {t("records.more")}
        </Button>
      )}
    </section>
  );
}

function Loading(): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["list"]} role="status" aria-label={t("common.loading")}>
      {GHOSTS.map((one) => (
        <Skeleton key={one} height={76} radius="md" />
      ))}
    </div>
  );
}

function Nothing({ isNarrowed, onAll }: { isNarrowed: boolean; onAll: () => void }): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["nothing"]} role="status" data-testid="records-none">
      <p className={classes["name"]}>{t(isNarrowed ? "records.none" : "records.empty")}</p>
      <p className={classes["soft"]}>{t(isNarrowed ? "records.noneHint" : "records.emptyHint")}</p>
      {isNarrowed && (
        <Button variant="default" onClick={onAll}>
          {t("records.all")}
        </Button>
      )}
    </div>
  );
}
