// Lessons of the file that were left out when the rest was taken, to be placed by hand in the week under them: there as long as the file is in the memory of
// this page, and each until somebody says that it is done.
import { type MouseEvent, useState } from "react";
import type { ImportedRow } from "../../../api/schema.gen";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Icon } from "../../../ui/status";
import css from "../editor/editor.module.css";
import { useSession } from "../editor/use-session";
import { heldFor, hold } from "../import/held";
import { gridMessages } from "./messages";

const SHOWN = 20;

export function StillToPlace() {
  const { id } = useSession();
  const [rows, setRows] = useState(() => heldFor(id)?.toPlace ?? []);
  const placed = (row: ImportedRow) => {
    const rest = rows.filter((one) => one !== row);
    const held = heldFor(id);
    if (held) hold(id, { ...held, toPlace: rest });
    setRows(rest);
  };
  return <ToPlace rows={rows} onPlaced={placed} />;
}

interface ToPlaceProps {
  rows: readonly ImportedRow[];
  onPlaced: (row: ImportedRow) => void;
}

/** Before its row goes: the focus is with the next one, the one before, or the week. */
function leave({ currentTarget: button }: MouseEvent<HTMLButtonElement>): void {
  if (document.activeElement !== button) return;
  const row = button.closest("li");
  const other = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector("button");
  (other ?? document.querySelector<HTMLElement>("[role=grid] td[tabindex='0']"))?.focus();
}

export function ToPlace({ rows, onPlaced }: ToPlaceProps) {
  const grid = useMessages(gridMessages);
  const format = useFormat();
  if (rows.length === 0) return null;
  return (
    <details className={css["more"]} open>
      <summary>
        {grid.toPlace(format.count(rows.length))} <Icon name="down" size="s" />
      </summary>
      <ul className={css["says"]}>
        {rows.slice(0, SHOWN).map((row) => (
          <li key={`${row.at} ${row.code}`}>
            <bdi>{row.text}</bdi>{" "}
            <span className="small quiet">
              <bdi>{row.message}</bdi>
            </span>{" "}
            <Button
              look="small"
              aria-label={`${grid.placed}: ${row.text}`}
              onClick={(event) => {
                leave(event);
                onPlaced(row);
              }}
            >
              {grid.placed}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
