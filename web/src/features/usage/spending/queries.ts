// What months are going to come to.
import { queryOptions } from "@tanstack/react-query";
import { client, read } from "../../../api/client";
import { key } from "../../../api/queries";

export function usageForecast() {
  return queryOptions({
    queryKey: key("usage", "forecast"),
    queryFn: ({ signal }) => read(client.GET("/v1/usage/forecast", { signal })),
  });
}
