/** When sessions are recorded, how long they are kept, and whether there is room. */

import { http } from "./staff";

export interface RecordingRules {
  readonly policy: "never" | "ask" | "always";
  readonly keep_days: number;
  readonly log_keep_days: number;
  readonly store: {
    readonly where: "disk" | "s3";
    readonly free_bytes: number | null;
    /** There is little room left; recordings end when there is none. */
    readonly warning: boolean;
  };
}

/** For `useQuery`. */
export const RECORDING_RULES = {
  queryKey: ["recording-rules"],
  queryFn: (): Promise<RecordingRules> => http.get("/api/recording-rules"),
  staleTime: 60_000,
};
