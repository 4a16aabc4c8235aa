// Who has a role here, and what is changed of it.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Asked } from "../../api/asked";
import { client, type Versioned, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key, useChange } from "../../api/queries";
import type { MemberPatch, MemberView, NewMembers } from "../../api/schema.gen";

const PAGE = 200;

export function members(asked: Asked<"list_members", "q" | "role" | "sort" | "count">) {
  return infiniteQueryOptions({
    queryKey: key("members", "list", asked),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...given({ ...asked, cursor: pageParam }) };
      return read(client.GET("/v1/members", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function member(id: string) {
  return queryOptions({
    queryKey: key("members", "get", { id }),
    queryFn: ({ signal }): Promise<Versioned<MemberView>> =>
      readVersioned(client.GET("/v1/members/{id}", { params: { path: { id } }, signal })),
    // What a form is opened with is as new as it can be.
    staleTime: 0,
  });
}

export function useAmendMember(id: string) {
  return useChange("members", ({ body, etag }: { body: MemberPatch; etag: string }) =>
    read(client.PATCH("/v1/members/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body })),
  );
}

export function useRemoveMember() {
  return useChange("members", (id: string) => read(client.DELETE("/v1/members/{id}", { params: { path: { id } } })));
}

export function useInviteAgain() {
  return useChange("members", (id: string) => read(client.POST("/v1/members/{id}/link", { params: { path: { id } } })));
}

export function useAddMembers() {
  return useChange("members", ({ body, attempt }: { body: NewMembers; attempt: string }) =>
    read(client.POST("/v1/members/batch", { params: { header: { "Idempotency-Key": attempt } }, body })),
  );
}
