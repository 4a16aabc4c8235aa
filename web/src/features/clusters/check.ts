// Asking a cluster what registering it would ask. Nothing is stored.
import { useMutation } from "@tanstack/react-query";
import { client, read } from "../../api/client";

/** With the kubeconfig that it was about, so that a later change of it is seen. */
export function useCheckCluster() {
  return useMutation({
    mutationFn: async (kubeconfig: string) => ({
      kubeconfig,
      found: await read(client.POST("/v1/clusters/check", { body: { kubeconfig } })),
    }),
  });
}
