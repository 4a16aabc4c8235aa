// What a person changes of their own.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { setLanguage } from "../../api/ambient";
import { client, read } from "../../api/client";
import { useChange } from "../../api/queries";
import { me } from "../../api/me";
import type { MePatch, NewPassword } from "../../api/schema.gen";

export function useSaveProfile() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: MePatch) => read(client.PATCH("/v1/me", { body })),
    onSuccess: (saved) => {
      if (saved.language) setLanguage(saved.language);
      queries.setQueryData(me().queryKey, saved);
      void queries.invalidateQueries({ queryKey: ["me"] });
    },
  });
}

export function useChangePassword() {
  return useMutation({ mutationFn: (body: NewPassword) => read(client.PUT("/v1/me/password", { body })) });
}

/** One session, or all but this. */
export function useEndSession() {
  return useChange("sessions", (id: string | undefined) =>
    read(
      id === undefined
        ? client.DELETE("/v1/sessions")
        : client.DELETE("/v1/sessions/{id}", { params: { path: { id } } }),
    ),
  );
}
