// How a page becomes a route: its address, and the module that is loaded when somebody goes there. Pages read parameters by `usePathParam` and `useAddress`.
import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { reached } from "../../api/fetched";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a module with pages among its exports.
type Module = Record<string, any>;

/** `page(parent, "/orders/$id", () => import("../../features/orders/OrderPage"), "OrderPage")` */
export function page<M extends Module>(
  parent: AnyRoute,
  path: string,
  load: () => Promise<M>,
  name: { [K in keyof M]: M[K] extends ComponentType ? K : never }[keyof M] & string,
): AnyRoute {
  // A page that a release took away is loaded anew by the router, once it is to be drawn: links fetch pages before that.
  return createRoute({
    getParentRoute: () => parent,
    path,
    component: lazyRouteComponent(() => reached(load), name as never),
  });
}
