// Links by which people without an account enter one classroom. An address is told once, when its link is made.
import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import type { CreatedLink, LinkView, NewLink } from "../../api/schema.gen";

const PAGE = 200;

export function links(classroom: string) {
  return infiniteQueryOptions({
    queryKey: key("links", "list", { classroom }),
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: classroom }, query: { limit: PAGE, ...given({ cursor: pageParam }) } };
      return read(client.GET("/v1/classrooms/{id}/links", { params, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function makeLink(classroom: string, link: NewLink, attempt: string): Promise<CreatedLink> {
  const params = { path: { id: classroom }, header: { "Idempotency-Key": attempt } };
  return read(client.POST("/v1/classrooms/{id}/links", { params, body: link }));
}

export function revokeLink(classroom: string, link: string) {
  return read(client.DELETE("/v1/classrooms/{id}/links/{link}", { params: { path: { id: classroom, link } } }));
}

/** Whether somebody can still enter by it. */
export function isLive(link: Pick<LinkView, "revoked_at" | "expires_at">, at: number): boolean {
  return !link.revoked_at && Date.parse(link.expires_at) > at;
}
