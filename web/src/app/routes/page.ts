// How a page becomes a route: its address, and the module that is loaded when somebody goes there. Pages read parameters by `usePathParam` and `useAddress`.
import { type AnyRoute, createRoute, type RouteComponent } from "@tanstack/react-router";
import { type ComponentType, createElement } from "react";
import { anew, reached } from "../../api/fetched";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a module with pages among its exports.
type Module = Record<string, any>;

/** `page(parent, "/orders/$id", () => import("../../features/orders/OrderPage"), "OrderPage")` */
export function page<M extends Module>(
  parent: AnyRoute,
  path: string,
  load: () => Promise<M>,
  name: { [K in keyof M]: M[K] extends ComponentType ? K : never }[keyof M] & string,
): AnyRoute {
  return createRoute({ getParentRoute: () => parent, path, component: drawnOnceFetched(load, name) });
}

/** Links fetch a page before anybody asked to see it, and nothing happens where it is missing; once it is to be drawn the page is loaded anew for it. The router's
 *  own lazy components load it anew by themselves, beside `api/fetched.ts` and unknown to it. */
function drawnOnceFetched<M extends Module>(load: () => Promise<M>, name: string): RouteComponent {
  let found: ComponentType | undefined;
  let missed: unknown;
  let asked: Promise<void> | undefined;
  const preload = () =>
    (asked ??= reached(load).then(
      (module) => {
        found = module[name] as ComponentType;
        // Nothing is left to wait for.
        delete Drawn.preload;
      },
      (error: unknown) => {
        missed = error;
        asked = undefined;
      },
    ));
  const Drawn: RouteComponent = () => {
    if (found) return createElement(found);
    throw asked ?? (missed ? anew(missed) : preload());
  };
  Drawn.preload = preload;
  return Drawn;
}
