/** The fields of a person. */

import { MultiSelect, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { LANGUAGE_NAMES, LANGUAGES } from "../words/language";
import classes from "./admin.module.css";
import { ACCOUNT_ROLES, accountRole, type PersonForm } from "./change";
import { useStaff, useTeams } from "./use_admin";

const NAME_LIMIT = 120;
const TEAMS_LIMIT = 50;
const SKILLS_LIMIT = 50;

interface PersonFieldsProps {
  form: PersonForm;
  onChange: (form: PersonForm) => void;
  isNew?: boolean;
  /** Nobody takes the administrator's right from themselves. */
  isMe?: boolean;
}

export function PersonFields({ form, onChange, isNew = false, isMe = false }: PersonFieldsProps) {
  const { t } = useTranslation();
  const say = (part: Partial<PersonForm>): void => {
    onChange({ ...form, ...part });
  };
  return (
    <>
      <TextInput
        label={t("admin.name")}
        required
        withAsterisk={false}
        maxLength={NAME_LIMIT}
        autoComplete="off"
        value={form.name}
        onChange={(event) => {
          say({ name: event.currentTarget.value });
        }}
      />
      {isNew && (
        <TextInput
          label={t("admin.person.email")}
          type="text"
          inputMode="email"
          required
          withAsterisk={false}
          maxLength={254}
          autoComplete="off"
          value={form.email}
          onChange={(event) => {
            say({ email: event.currentTarget.value });
          }}
        />
      )}
      <Select
        label={t("admin.person.language")}
        data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
        allowDeselect={false}
        value={form.language.startsWith("es") ? "es" : "en"}
        onChange={(language) => {
          say({ language: language ?? form.language });
        }}
      />
      <Select
        label={t("admin.person.role")}
        description={isMe ? t("admin.person.ownRight") : t(`admin.roleHint.${form.role}`)}
        data={ACCOUNT_ROLES.map((one) => ({ value: one, label: t(`admin.role.${one}`) }))}
        allowDeselect={false}
        disabled={isMe}
        value={form.role}
        onChange={(role) => {
          say({ role: accountRole(ACCOUNT_ROLES.find((one) => one === role) ?? form.role) });
        }}
      />
      <Belonging form={form} say={say} />
      {!isNew && !isMe && (
        <Switch
          className={classes["whole"] ?? ""}
          label={t("admin.person.disabled")}
          description={t("admin.person.disabledHint")}
          checked={form.disabled}
          onChange={(event) => {
            say({ disabled: event.currentTarget.checked });
          }}
        />
      )}
    </>
  );
}

interface BelongingProps {
  form: PersonForm;
  say: (part: Partial<PersonForm>) => void;
}

function Belonging({ form, say }: BelongingProps): React.ReactNode {
  const { t } = useTranslation();
  const teams = useTeams().data ?? [];
  const known = new Set((useStaff().data ?? []).flatMap((one) => one.skills));
  const clearing = { "aria-label": t("admin.person.clear") };
  return (
    <>
      <MultiSelect
        className={classes["whole"] ?? ""}
        label={t("admin.person.teams")}
        description={teams.length === 0 ? t("admin.person.teamsNone") : undefined}
        data={teams.map((one) => ({ value: one.team_id, label: one.name }))}
        disabled={teams.length === 0}
        maxValues={TEAMS_LIMIT}
        searchable
        clearButtonProps={clearing}
        value={form.teams}
        onChange={(chosen) => {
          say({ teams: chosen });
        }}
      />
      <TagsInput
        className={classes["whole"] ?? ""}
        label={t("admin.person.skills")}
        description={t("admin.person.skillsHint")}
        data={[...known].sort((one, other) => one.localeCompare(other))}
        maxTags={SKILLS_LIMIT}
        maxLength={NAME_LIMIT}
        acceptValueOnBlur
        clearButtonProps={clearing}
        value={form.skills}
        onChange={(skills) => {
          say({ skills });
        }}
      />
    </>
  );
}
