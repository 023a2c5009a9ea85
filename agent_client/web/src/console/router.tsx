/** The console's addresses. They live in the fragment, so that no secret in one ever reaches a server or a log. */

import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
} from "@tanstack/react-router";

import { PeoplePage } from "../admin/people_page";
import { PersonPage } from "../admin/person_page";
import { QueuesPage } from "../admin/queues_page";
import { RulesPage } from "../admin/rules_page";
import { TeamsPage } from "../admin/teams_page";
import { PresentPage } from "../demo/present_page";
import { filtersOf, setOf, type Filters } from "../records/filters";
import { RecordsPage } from "../records/records_page";
import { ClipsPage } from "../coaching/clips_page";
import { TalksPage } from "../coaching/talks_page";
import { DeskPage } from "./desk_page";
import { Gate } from "./gate";
import { MissingPage } from "./missing_page";
import { momentOf } from "../replay/link";
import { ReplayPage } from "../replay/replay_page";
import { SessionPage } from "../session/session_page";
import { SetUpPage } from "./set_up_page";
import { SignInPage } from "./sign_in_page";
import { TrialPage } from "./trial_page";

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: MissingPage });

const setUpRoute = createRoute({ getParentRoute: () => rootRoute, path: "/setup", component: SetUpPage });
const setUpTokenRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup/$token",
  component: SetUpPage,
});
const signInRoute = createRoute({ getParentRoute: () => rootRoute, path: "/sign-in", component: SignInPage });
const trialRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/try/$secret",
  component: TrialPage,
});
const gateRoute = createRoute({ getParentRoute: () => rootRoute, id: "gate", component: Gate });
const deskRoute = createRoute({ getParentRoute: () => gateRoute, path: "/", component: DeskPage });
const sessionRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/session/$sessionId",
  component: SessionPage,
});

const replayRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/replay/$sessionId",
  component: ReplayPage,
  validateSearch: momentOf,
});

const presentRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/present/$sessionId",
  component: PresentPage,
});

const recordsRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/records",
  component: RecordsPage,
  validateSearch: (search): Partial<Filters> => setOf(filtersOf(search)),
});

const talksRoute = createRoute({ getParentRoute: () => gateRoute, path: "/coaching", component: TalksPage });
const clipsRoute = createRoute({ getParentRoute: () => gateRoute, path: "/clips", component: ClipsPage });

const peopleRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/admin/people",
  component: PeoplePage,
});
const personRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/admin/people/$personId",
  component: PersonPage,
});
const teamsRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/admin/teams",
  component: TeamsPage,
});
const queuesRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/admin/queues",
  component: QueuesPage,
});
const rulesRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: "/admin/rules",
  component: RulesPage,
});

export const router = createRouter({
  history: createHashHistory(),
  routeTree: rootRoute.addChildren([
    setUpRoute,
    setUpTokenRoute,
    signInRoute,
    trialRoute,
    gateRoute.addChildren([
      deskRoute,
      sessionRoute,
      replayRoute,
      presentRoute,
      recordsRoute,
      talksRoute,
      clipsRoute,
      peopleRoute,
      personRoute,
      teamsRoute,
      queuesRoute,
      rulesRoute,
    ]),
  ]),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
