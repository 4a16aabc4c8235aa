// Who is signed in. boot.ts asks before React is there; the app takes that answer over.
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { client, read } from "./client";
import { key } from "./queries";
import type { Me } from "./schema.gen";

export function me() {
  return queryOptions({
    queryKey: key("me", "get"),
    queryFn: ({ signal }): Promise<Me> => read(client.GET("/v1/me", { signal })),
    staleTime: 300_000,
  });
}

export function useMe(): Me {
  return useSuspenseQuery(me()).data;
}
