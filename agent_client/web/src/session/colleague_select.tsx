/** Chooses a colleague: who is here now comes first, each with their skills. */

import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Colleague } from "../api/directory";
import type { PersonId } from "../protocol/protocol.gen";
import { INSIDE } from "./dialog";
import classes from "./session.module.css";

interface ColleagueSelectProps {
  people: readonly Colleague[];
  value: PersonId | null;
  onChange: (personId: PersonId | null) => void;
}

export function ColleagueSelect({ people, value, onChange }: ColleagueSelectProps): React.ReactNode {
  const { t } = useTranslation();
  const known = new Map(people.map((one) => [one.person_id, one]));
  const sorted = [...people].sort((one, other) => Number(other.present) - Number(one.present));
  return (
    <Select
      label={t("people.person")}
      searchable
      data={sorted.map((one) => ({ value: one.person_id, label: one.name }))}
      value={value}
      onChange={onChange}
      comboboxProps={INSIDE}
      data-testid="colleague"
      renderOption={({ option }) => <Line one={known.get(option.value)} />}
    />
  );
}

function Line({ one }: { one: Colleague | undefined }): React.ReactNode {
  const { t } = useTranslation();
  if (one === undefined) return null;
  const more = [t(`role.${one.role}`), ...one.skills].join(" · ");
  return (
    <span className={classes["colleague"]}>
      <span>
        <bdi className={classes["personName"]}>{one.name}</bdi>{" "}
        <span className={one.present ? classes["isHere"] : classes["isAway"]}>
          {t(one.present ? "people.present" : "people.absent")}
        </span>
      </span>
      <bdi className={classes["choiceHint"]}>{more}</bdi>
    </span>
  );
}
