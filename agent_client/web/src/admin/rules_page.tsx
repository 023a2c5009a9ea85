/** What the organisation knows not to work: programs and versions that an inspection then flags. */

import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { replaceRules, type Rule } from "../api/admin";
import { codeOf, ProblemNote } from "../console/problem_note";
import classes from "./admin.module.css";
import { AdminFrame } from "./admin_frame";
import { Rows, Sure } from "./card";
import { useChange, useRules } from "./use_admin";

const NAME_LIMIT = 120;
const WHY_LIMIT = 500;
const RULES_LIMIT = 100;
const NEW: Rule = { name: "", versions: "", why: "" };

export function RulesPage(): React.ReactNode {
  const { t } = useTranslation();
  const asked = useRules();
  const rules = asked.data ?? [];
  return (
    <AdminFrame tab="rules" title={t("admin.tab.rules")} lead={t("admin.rules.lead")}>
      {asked.data !== undefined && rules.length < RULES_LIMIT && <NewRule rules={rules} />}
      <Rows
        label={t("admin.tab.rules")}
        asked={asked}
        empty={t("admin.rules.empty")}
        emptyHint={t("admin.rules.emptyHint")}
      >
        {(rule) => (
          <RuleRow key={`${rules.indexOf(rule)} ${JSON.stringify(rule)}`} rule={rule} rules={rules} />
        )}
      </Rows>
    </AdminFrame>
  );
}

function NewRule({ rules }: { rules: readonly Rule[] }): React.ReactNode {
  const { t } = useTranslation();
  // Another key is another, empty form.
  const [made, setMade] = useState(0);
  const adding = useChange(
    (rule: Rule) => replaceRules([...rules, rule]),
    () => {
      setMade(made + 1);
    },
  );
  return (
    <div className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`}>
      <RuleForm
        key={made}
        rule={NEW}
        problem={adding.error}
        busy={adding.isPending}
        action={t("admin.rules.add")}
        onSave={(rule) => {
          adding.mutate(rule);
        }}
      />
    </div>
  );
}

function RuleRow({ rule, rules }: { rule: Rule; rules: readonly Rule[] }): React.ReactNode {
  const { t } = useTranslation();
  const [is, setIs] = useState<"shown" | "changed" | "removed">("shown");
  const show = (): void => {
    setIs("shown");
  };
  const saving = useChange(
    (changed: Rule) => replaceRules(rules.map((one) => (one === rule ? changed : one))),
    show,
  );
  const removing = useChange(() => replaceRules(rules.filter((one) => one !== rule)));
  if (is === "changed")
    return (
      <li className={classes["item"]}>
        <RuleForm
          rule={rule}
          problem={saving.error}
          busy={saving.isPending}
          action={t("admin.save")}
          onSave={(changed) => {
            saving.mutate(changed);
          }}
          onCancel={show}
        />
      </li>
    );
  return (
    <li className={classes["item"]}>
      <div>
        <bdi className={classes["name"]}>{rule.name}</bdi>
        <ul className={classes["tags"]}>
          <li className={classes["tag"]}>
            <bdi>{rule.versions === "" ? t("admin.rules.everyVersion") : rule.versions}</bdi>
          </li>
        </ul>
        <bdi>{rule.why}</bdi>
      </div>
      {is === "shown" ? (
        <span className={classes["actions"]}>
          <Button
            variant="default"
            size="sm"
            aria-label={t("admin.changeNamed", { name: rule.name })}
            onClick={() => {
              setIs("changed");
            }}
          >
            {t("admin.change")}
          </Button>
          <Button
            variant="default"
            size="sm"
            aria-label={t("admin.removeNamed", { name: rule.name })}
            onClick={() => {
              setIs("removed");
            }}
          >
            {t("admin.remove")}
          </Button>
        </span>
      ) : (
        <>
          <ProblemNote problem={removing.error} />
          <Sure
            question={t("admin.rules.sure", { name: rule.name })}
            busy={removing.isPending}
            onYes={() => {
              removing.mutate(undefined);
            }}
            onNo={show}
          />
        </>
      )}
    </li>
  );
}

interface RuleFormProps {
  rule: Rule;
  problem: unknown;
  busy: boolean;
  action: string;
  onSave: (rule: Rule) => void;
  onCancel?: () => void;
}

function RuleForm({ rule, problem, busy, action, onSave, onCancel }: RuleFormProps): React.ReactNode {
  const { t } = useTranslation();
  const [now, setNow] = useState(rule);
  const isUnreadable = codeOf(problem) === "invalid";
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    onSave(now);
  };
  return (
    <form className={classes["whole"]} onSubmit={submit}>
      <ProblemNote problem={problem} sentence={isUnreadable ? t("admin.rules.unreadable") : undefined} />
      <div className={classes["row"]}>
        <TextInput
          label={t("admin.rules.name")}
          description={t("admin.rules.nameHint")}
          required
          withAsterisk={false}
          maxLength={NAME_LIMIT}
          autoComplete="off"
          autoFocus={onCancel !== undefined}
          value={now.name}
          onChange={(event) => {
            setNow({ ...now, name: event.currentTarget.value });
          }}
        />
        <TextInput
          label={t("admin.rules.versions")}
          description={t("admin.rules.versionsHint")}
          maxLength={NAME_LIMIT}
          autoComplete="off"
          value={now.versions}
          onChange={(event) => {
            setNow({ ...now, versions: event.currentTarget.value });
          }}
        />
      </div>
      <Textarea
        label={t("admin.rules.why")}
        description={t("admin.rules.whyHint")}
        maxLength={WHY_LIMIT}
        rows={2}
        mt="sm"
        value={now.why}
        onChange={(event) => {
          setNow({ ...now, why: event.currentTarget.value });
        }}
      />
      <span className={classes["actions"]} style={{ marginTop: "0.75rem" }}>
        <Button type="submit" loading={busy}>
          {action}
        </Button>
        {onCancel !== undefined && (
          <Button variant="default" onClick={onCancel}>
            {t("admin.cancel")}
          </Button>
        )}
      </span>
    </form>
  );
}
