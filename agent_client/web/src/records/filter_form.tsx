/** What to look for. Words are looked for while one types; the rest stands behind one button. */

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { directory } from "../api/directory";
import { countOf, MODES, NO_FILTERS, OUTCOMES, type Filters } from "./filters";
import classes from "./records.module.css";

const TYPED_MS = 250;

interface FilterFormProps {
  filters: Filters;
  onChange: (next: Filters) => void;
}

export function FilterForm({ filters, onChange }: FilterFormProps): React.ReactNode {
  const { t } = useTranslation();
  const count = countOf(filters);
  const [isOpen, setIsOpen] = useState(count > 0);
  return (
    <search className={classes["filters"]}>
      <div className={classes["words"]}>
        <Words filters={filters} onChange={onChange} />
        <Button
          variant="default"
          aria-expanded={isOpen}
          aria-controls="more-filters"
          onClick={() => setIsOpen(!isOpen)}
          data-testid="more-filters"
        >
          {count === 0 ? t("records.narrow") : t("records.narrowed", { count })}
        </Button>
        {(count > 0 || filters.q !== "") && (
          <Button variant="subtle" onClick={() => onChange(NO_FILTERS)}>
            {t("records.all")}
          </Button>
        )}
      </div>
      <div id="more-filters" hidden={!isOpen} className={classes["fields"]}>
        {isOpen && <Fields filters={filters} onChange={onChange} />}
      </div>
    </search>
  );
}

function Words({ filters, onChange }: FilterFormProps): React.ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState(filters.q);
  const [known, setKnown] = useState(filters.q);
  // The address changed otherwise than by typing here: "show all", or the browser's way back.
  if (filters.q !== known) {
    setKnown(filters.q);
    setText(filters.q);
  }
  useEffect(() => {
    if (text === filters.q) return;
    const timer = setTimeout(() => {
      setKnown(text);
      onChange({ ...filters, q: text });
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [text, filters, onChange]);
  return (
    <TextInput
      className={classes["grow"]}
      type="search"
      label={t("records.words")}
      description={t("records.wordsHint")}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      data-testid="record-words"
    />
  );
}

function Fields({ filters, onChange }: FilterFormProps): React.ReactNode {
  const { t } = useTranslation();
  const people = useQuery({ queryKey: ["directory"], queryFn: directory }).data?.people ?? [];
  const field = (name: keyof Filters) => ({
    value: filters[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      onChange({ ...filters, [name]: event.currentTarget.value }),
  });
  const any = { value: "", label: t("records.any") };
  return (
    <>
      <TextInput type="date" label={t("records.since")} {...field("since")} />
      <TextInput type="date" label={t("records.until")} {...field("until")} />
      <NativeSelect
        label={t("records.person")}
        data={[any, ...people.map((one) => ({ value: one.person_id, label: one.name }))]}
        {...field("person")}
      />
      <NativeSelect
        label={t("records.mode")}
        data={[any, ...MODES.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }))]}
        {...field("mode")}
      />
      <NativeSelect
        label={t("records.outcome")}
        data={[any, ...OUTCOMES.map((one) => ({ value: one, label: t(`records.outcome_${one}`) }))]}
        {...field("outcome")}
      />
      <NativeSelect
        label={t("records.kept")}
        data={[
          any,
          { value: "true", label: t("records.keptYes") },
          { value: "false", label: t("records.keptNo") },
        ]}
        {...field("recorded")}
      />
      <TextInput type="number" min={0} label={t("records.least")} {...field("least")} />
      <TextInput type="number" min={0} label={t("records.most")} {...field("most")} />
      <TextInput label={t("records.tag")} maxLength={60} {...field("tag")} />
    </>
  );
}
