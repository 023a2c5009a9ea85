/** What the administrators' pages know, and renewing it after a change. */

import { useMutation, useQuery, useQueryClient, type UseMutationResult } from "@tanstack/react-query";

import { queues, rules, staff, teams } from "../api/admin";

const ADMIN = "admin";

export function useStaff() {
  return useQuery({ queryKey: [ADMIN, "staff"], queryFn: staff });
}

export function useTeams() {
  return useQuery({ queryKey: [ADMIN, "teams"], queryFn: teams });
}

export function useQueues() {
  return useQuery({ queryKey: [ADMIN, "queues"], queryFn: queues });
}

export function useRules() {
  return useQuery({ queryKey: [ADMIN, "rules"], queryFn: rules });
}

/** A change; what is shown is read anew before it counts as done. */
export function useChange<In, Out>(
  work: (said: In) => Promise<Out>,
  onDone: (made: Out) => void = () => undefined,
): UseMutationResult<Out, Error, In> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: async (made: Out) => {
      await queries.invalidateQueries({ queryKey: [ADMIN] });
      onDone(made);
    },
  });
}
