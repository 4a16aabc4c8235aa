// Settings of the institution, and a person's own pages.
import type { AnyRoute } from "@tanstack/react-router";
import { page } from "./page";

export function settingsRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    page(parent, "/settings/keys", () => import("../../features/settings/KeysPage"), "KeysPage"),
    page(parent, "/me/profile", () => import("../../features/me/ProfilePage"), "ProfilePage"),
  ];
}
