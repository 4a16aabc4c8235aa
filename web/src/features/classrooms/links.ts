// Links by which people without an account enter one classroom. An address is told once, when its link is made.
import { queryOptions } from "@tanstack/react-query";
import { read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { ask, post, remove } from "../../api/unlisted";

export type LinkRole = "teacher" | "pupil";
export type LinkTime = "lesson" | "day" | "term";

export interface Link {
  id: string;
  role: LinkRole;
  valid: LinkTime;
  name?: string | null;
  expires_at: string;
  uses: number;
  created_at: string;
  revoked_at?: string | null;
}

export interface MadeLink extends Link {
  address: string;
}

export interface NewLink {
  role: LinkRole;
  valid: LinkTime;
  passcode?: string | undefined;
  name?: string | undefined;
}

export function links(classroom: string) {
  return queryOptions({
    queryKey: key("links", "list", { classroom }),
    queryFn: async ({ signal }): Promise<Link[]> =>
      (await read(ask<{ items: Link[] }>(`/v1/classrooms/${classroom}/links`, { limit: 200 }, signal))).items,
  });
}

export function makeLink(classroom: string, { role, valid, ...rest }: NewLink, attempt: string): Promise<MadeLink> {
  return read(
    post<MadeLink>(
      `/v1/classrooms/${classroom}/links`,
      { role, valid, ...given(rest) },
      { "Idempotency-Key": attempt },
    ),
  );
}

export function revokeLink(classroom: string, link: string): Promise<unknown> {
  return read(remove(`/v1/classrooms/${classroom}/links/${link}`));
}

/** Whether somebody can still enter by it. */
export function isLive(link: Link, at: number): boolean {
  return !link.revoked_at && Date.parse(link.expires_at) > at;
}
