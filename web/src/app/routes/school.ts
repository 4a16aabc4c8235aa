// Today, boards and weeks, orders, classrooms, usage, print.
import type { AnyRoute } from "@tanstack/react-router";
import { page } from "./page";

export function schoolRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    page(parent, "/", () => import("../../features/today/TodayPage"), "TodayPage"),
    page(parent, "/day", () => import("../../features/lessons/DayPage"), "DayPage"),
  ];
}
