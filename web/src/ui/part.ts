// A component whose code is fetched when it is first drawn: `part(() => import("./OpenLesson"), "OpenLesson")`, within <Suspense>.
import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import { fetched } from "../api/fetched";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever it takes, it is drawn with.
type Component = ComponentType<any>;

export function part<N extends string, M extends Record<N, Component>>(
  load: () => Promise<M>,
  name: N,
): LazyExoticComponent<M[N]> {
  return lazy(async () => ({ default: (await fetched(load))[name] }));
}
