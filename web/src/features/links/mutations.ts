// A link is made, and taken back. Its address is told once, when it is made.
import { client, read } from "../../api/client";
import type { CreatedLink, LinkRole, NewLink } from "../../api/schema.gen";
import { liveLinks } from "./queries";
import { patiently } from "../../api/turns";

export function makeLink(classroom: string, link: NewLink, attempt: string): Promise<CreatedLink> {
  const params = { path: { id: classroom }, header: { "Idempotency-Key": attempt } };
  return read(client.POST("/v1/classrooms/{id}/links", { params, body: link }));
}

export function revokeLink(classroom: string, link: string) {
  return read(client.DELETE("/v1/classrooms/{id}/links/{link}", { params: { path: { id: classroom, link } } }));
}

/** Ends those of a classroom by which somebody can enter, all or of some people, but for one that was just made. Tells how many. */
export async function endLinks(classroom: string, of: { role?: LinkRole; but?: string } = {}): Promise<number> {
  const found = await liveLinks(classroom);
  const ended = found.filter((link) => link.id !== of.but && (of.role === undefined || link.role === of.role));
  for (const link of ended) await patiently(() => revokeLink(classroom, link.id));
  return ended.length;
}
