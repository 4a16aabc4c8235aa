// What can be done here, to whom may not do it: it stays, disabled, and says who may. Where nobody of the same place ever may, it is not there.
import type { ReactNode } from "react";
import type { Permission } from "../../api/permissions";
import { Button, type Look } from "../../ui/controls";
import { useDenied } from "./may-not";

interface MayNotProps {
  /** What is lacking. Whoever has it is to be shown the real thing instead. */
  to: Permission;
  /** Of several side by side: where `WhoMay` says it, once for all. */
  told?: string;
  look?: Look | undefined;
  /** Where what is read aloud is not what stands on it. */
  label?: string;
  children: ReactNode;
}

export function MayNot({ to, told, look, label, children }: MayNotProps) {
  const because = useDenied(to);
  if (!because) return null;
  const said = told ? { "aria-disabled": true, "aria-describedby": told } : { because };
  return (
    <Button look={look} aria-label={label} {...said}>
      {children}
    </Button>
  );
}

interface WhoMayProps {
  id: string;
  /** What the actions ask for; the first that is lacking is what is said. */
  to: readonly Permission[];
}

/** The sentence of several actions that are not allowed, under or after them. */
export function WhoMay({ id, to }: WhoMayProps) {
  const because = useDenied(...to);
  return because ? (
    <p id={id} className="small quiet">
      {because}
    </p>
  ) : null;
}
