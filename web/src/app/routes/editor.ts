// The order editor: `/drafts`, the steps of one draft, and the addresses that make one.
import type { AnyRoute } from "@tanstack/react-router";
import { page } from "./page";

export function editorRoutes(parent: AnyRoute): AnyRoute[] {
  const fresh = () => import("../../features/drafts/NewDraftPage");
  return [
    page(parent, "/drafts", () => import("../../features/drafts/DraftsPage"), "DraftsPage"),
    page(parent, "/drafts/$id/$step", () => import("../../features/drafts/DraftPage"), "DraftPage"),
    page(parent, "/orders/new", fresh, "NewOrderPage"),
    page(parent, "/orders/$id/amend", fresh, "AmendOrderPage"),
    page(parent, "/orders/$id/copy", fresh, "CopyOrderPage"),
  ];
}
