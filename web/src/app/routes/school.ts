// Today, which comes with the frame; boards and weeks, orders, classrooms, usage, print.
import { type AnyRoute, createRoute } from "@tanstack/react-router";
import { TodayPage } from "../../features/today/TodayPage";
import { page } from "./page";

export function schoolRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    createRoute({ getParentRoute: () => parent, path: "/", component: TodayPage }),
    page(parent, "/day", () => import("../../features/lessons/DayPage"), "DayPage"),
    page(parent, "/week", () => import("../../features/lessons/WeekPage"), "WeekPage"),
    page(parent, "/orders", () => import("../../features/orders/OrdersPage"), "OrdersPage"),
    page(parent, "/orders/$id", () => import("../../features/orders/OrderPage"), "OrderPage"),
    page(parent, "/orders/$id/week", () => import("../../features/orders/OrderWeekPage"), "OrderWeekPage"),
    page(parent, "/orders/$id/rooms", () => import("../../features/orders/OrderRoomsPage"), "OrderRoomsPage"),
    page(parent, "/orders/$id/lessons", () => import("../../features/orders/OrderLessonsPage"), "OrderLessonsPage"),
    page(parent, "/orders/$id/history", () => import("../../features/orders/OrderHistoryPage"), "OrderHistoryPage"),
    page(parent, "/classrooms", () => import("../../features/classrooms/ClassroomsPage"), "ClassroomsPage"),
    page(parent, "/classrooms/$id", () => import("../../features/classrooms/ClassroomPage"), "ClassroomPage"),
    page(parent, "/usage", () => import("../../features/usage/UsagePage"), "UsagePage"),
    page(parent, "/usage/ran", () => import("../../features/usage/RanPage"), "RanPage"),
    page(parent, "/usage/promises", () => import("../../features/usage/PromisesKeptPage"), "PromisesKeptPage"),
    page(parent, "/usage/spending", () => import("../../features/usage/spending/SpendingPage"), "SpendingPage"),
    page(parent, "/print/week", () => import("../../features/print/PrintWeekPage"), "PrintWeekPage"),
    page(parent, "/print/links", () => import("../../features/links/PrintLinksPage"), "PrintLinksPage"),
  ];
}
