// On the page that asks what if: fields that few need, looked at where they are opened. They open by themselves where one of them is wrong.
import { type ReactNode, useState } from "react";
import css from "./what-if.module.css";

interface FoldedProps {
  title: string;
  /** A field in it is wrong. */
  bad: boolean;
  onOpen?: () => void;
  children: ReactNode;
}

export function Folded({ title, bad, onOpen, children }: FoldedProps) {
  const [open, setOpen] = useState(false);
  const toggled = (to: boolean) => {
    setOpen(to);
    if (to) onOpen?.();
  };
  return (
    <details className={css["pools"]} open={open || bad} onToggle={(event) => toggled(event.currentTarget.open)}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
