// The operators' and partners' console: everything under `/ops`.
import type { AnyRoute } from "@tanstack/react-router";

export function opsRoutes(_parent: AnyRoute): AnyRoute[] {
  return [];
}
