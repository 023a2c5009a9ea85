/** A session seen again: its picture where there is one, and everything that its log tells, in step. */

import { useParams, useSearch } from "@tanstack/react-router";

export function ReplayPage(): React.ReactNode {
  const { sessionId } = useParams({ from: "/gate/replay/$sessionId" });
  const moment = useSearch({ from: "/gate/replay/$sessionId" });
  return <main data-session={sessionId} data-t={moment.t} />;
}
