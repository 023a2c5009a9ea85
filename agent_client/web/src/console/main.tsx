/** The console's first line. */

import "@mantine/core/styles.css";
import "../look/tokens.css";
import "../look/mantine.css";
import "../live/live.css";

import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import i18next from "i18next";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Problem } from "../api/problem";
import { http } from "../api/staff";
import { theme } from "../look/theme";
import { currentLanguage, startSpeaking } from "../words/speak";
import { router } from "./router";

const RETRIES = 2;
const BEGUN_ANEW = "begun-anew";
const BEGUN_ANEW_AGAIN_MS = 60_000;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, problem) =>
        count < RETRIES && problem instanceof Problem && ["offline", "strange"].includes(problem.code),
      refetchOnWindowFocus: false,
    },
  },
});

async function start(root: HTMLElement): Promise<void> {
  await startSpeaking();
  http.language = currentLanguage();
  i18next.on("languageChanged", () => {
    http.language = currentLanguage();
  });
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

// After an upgrade of the server an open page asks for parts of the older one, which are gone: it begins anew.
window.addEventListener("vite:preloadError", (event) => {
  const before = Number(sessionStorage.getItem(BEGUN_ANEW));
  if (Date.now() - before < BEGUN_ANEW_AGAIN_MS) return; // it did not help: the person is told instead
  sessionStorage.setItem(BEGUN_ANEW, String(Date.now()));
  event.preventDefault();
  location.reload();
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
void start(root);
