// The first thing that a page is for, to whom may not do it: it stays, disabled, and says who may. Where nobody of the same place ever may, it is not there.
import type { ReactNode } from "react";
import { useMe } from "../../api/me";
import type { Permission } from "../../api/permissions";
import { Button } from "../../ui/controls";
import { useMayNot } from "./may-not";
import { whoMay } from "./who-may";

interface MayNotProps {
  /** What is lacking. Whoever has it is to be shown the real thing instead. */
  to: Permission;
  children: ReactNode;
}

export function MayNot({ to, children }: MayNotProps) {
  const because = useMayNot(to);
  const somebody = whoMay(useMe(), to).length > 0;
  return because && somebody ? <Button because={because}>{children}</Button> : null;
}
