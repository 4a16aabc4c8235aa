// Requests whose answers the API's document does not have yet.
import { client } from "./client";

export function ask<T>(
  path: string,
  query: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<{ data?: T; error?: unknown; response: Response }> {
  return client.GET(path as never, { params: { query }, signal } as never) as never;
}

export function post<T>(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ data?: T; error?: unknown; response: Response }> {
  return client.POST(path as never, { body, params: { header: headers } } as never) as never;
}

export function remove(path: string): Promise<{ data?: unknown; error?: unknown; response: Response }> {
  return client.DELETE(path as never, {} as never) as never;
}
