// What the pages of usage ask.
import { queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key } from "../../api/queries";
import type { QuotaUsage } from "../../api/schema.gen";

export function quotaUsage() {
  return queryOptions({
    queryKey: key("usage", "quota"),
    queryFn: ({ signal }): Promise<QuotaUsage> => read(client.GET("/v1/usage/quota", { signal })),
  });
}
