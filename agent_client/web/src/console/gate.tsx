/** Lets in who is signed in; sends everybody else to where they can. */

import { Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { me, setupNeeded, type Me } from "../api/staff";
import { EntryFrame } from "./entry_frame";
import { codeOf, ProblemNote } from "./problem_note";

export const ME = ["me"] as const;

const OUTSIDE: readonly string[] = ["/setup", "/sign-in"];

let returnPath = "/";

/** Where the person wanted to go before they had to sign in; the desk when it was nowhere. */
export function takeReturnPath(): string {
  const path = returnPath;
  returnPath = "/";
  return path;
}

/** Who is signed in. Only below `Gate`. */
export function useMe(): Me {
  const who = useQuery({ queryKey: ME, queryFn: me, staleTime: Infinity }).data;
  if (who === undefined) throw new Error("only below Gate");
  return who;
}

export function Gate(): React.ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const location = useLocation();
  const who = useQuery({ queryKey: ME, queryFn: me, staleTime: Infinity });
  const isStranger = who.isError && codeOf(who.error) === "not_signed_in";
  useEffect(() => {
    // This gate still stands while the sign-in page loads, and must not take it for where the person was going.
    if (!isStranger || OUTSIDE.includes(location.pathname)) return;
    returnPath = location.href;
    void setupNeeded()
      .catch(() => ({ needed: false }))
      .then(({ needed }) => navigate({ to: needed ? "/setup" : "/sign-in", replace: true }));
  }, [isStranger, location.pathname, location.href, navigate]);

  if (who.isSuccess) return <Outlet />;
  if (who.isError && !isStranger)
    return (
      <EntryFrame title={t("common.appName")} lead="">
        <ProblemNote problem={who.error} again={() => void who.refetch()} />
      </EntryFrame>
    );
  return (
    <Center component="main" mih="100dvh">
      <Loader aria-label={t("common.loading")} role="status" />
    </Center>
  );
}
