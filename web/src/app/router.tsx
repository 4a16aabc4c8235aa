// The tree of addresses. Areas are files of their own in routes/; everything a page needs is loaded when somebody goes there.
import { createRootRoute, createRouter, Outlet } from "@tanstack/react-router";
import { Skeleton } from "../ui/empty";
import { Frame } from "./frame";
import { FailedPage, MissingPage } from "./missing";
import { editorRoutes } from "./routes/editor";
import { opsRoutes } from "./routes/ops";
import { schoolRoutes } from "./routes/school";
import { settingsRoutes } from "./routes/settings";

function makeTree() {
  const root = createRootRoute({
    component: () => (
      <Frame>
        <Outlet />
      </Frame>
    ),
  });
  return root.addChildren([...schoolRoutes(root), ...editorRoutes(root), ...settingsRoutes(root), ...opsRoutes(root)]);
}

/** Parameters are text and stay text: `q=12` is not a number. */
function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (typeof value === "string" && value !== "") params.set(name, value);
  const query = params.toString();
  return query ? `?${query}` : "";
}

/** Made when it is needed, not when this module is read: that is a task of its own. */
export function makeRouter() {
  return createRouter({
    routeTree: makeTree(),
    parseSearch,
    stringifySearch,
    defaultPreload: false,
    scrollRestoration: true,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultPendingComponent: () => <Skeleton rows={6} />,
    defaultNotFoundComponent: MissingPage,
    defaultErrorComponent: FailedPage,
  });
}
