// Settings of the institution, and a person's own pages.
import type { AnyRoute } from "@tanstack/react-router";
import { page } from "./page";

export function settingsRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    page(parent, "/settings/institution", () => import("../../features/settings/InstitutionPage"), "InstitutionPage"),
    page(parent, "/settings/plan", () => import("../../features/settings/PlanPage"), "PlanPage"),
    page(parent, "/settings/invoices", () => import("../../features/settings/InvoicesPage"), "InvoicesPage"),
    page(parent, "/settings/invoices/$id", () => import("../../features/settings/InvoicePage"), "InvoicePage"),
    page(parent, "/settings/billing", () => import("../../features/settings/BillingPage"), "BillingPage"),
    page(parent, "/settings/members", () => import("../../features/settings/MembersPage"), "MembersPage"),
    page(parent, "/settings/calendar", () => import("../../features/settings/CalendarPage"), "CalendarPage"),
    page(parent, "/settings/keys", () => import("../../features/settings/KeysPage"), "KeysPage"),
    page(parent, "/settings/audit", () => import("../../features/settings/AuditPage"), "AuditPage"),
    page(parent, "/me/profile", () => import("../../features/me/ProfilePage"), "ProfilePage"),
    page(parent, "/me/password", () => import("../../features/me/PasswordPage"), "PasswordPage"),
    page(parent, "/me/sessions", () => import("../../features/me/SessionsPage"), "SessionsPage"),
  ];
}
