// One class's week for other classes too.
import { useState } from "react";
import { Button, Check } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Sheet } from "../../../ui/sheet";
import css from "../editor/editor.module.css";
import { useDoc, useSession } from "../editor/use-session";
import { draftMessages } from "../messages";
import { copyWeek } from "./moves";

export function CopyWeekSheet({ room, onClose }: { room: string; onClose: () => void }) {
  const words = useMessages(draftMessages);
  const session = useSession();
  const doc = useDoc();
  const others = doc.rooms.map((one) => one.key).filter((key) => key !== room);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(others));
  const toggle = (key: string, on: boolean) =>
    setChosen((now) => new Set(on ? [...now, key] : [...now].filter((one) => one !== key)));
  const copy = () => {
    session.edit((now) => copyWeek(now, room, [...chosen]));
    onClose();
  };
  return (
    <Sheet
      title={<bdi>{words.copyWeekTitle(room)}</bdi>}
      onClose={onClose}
      acts={
        <Button look="main" disabled={chosen.size === 0} onClick={copy}>
          {words.copyNow}
        </Button>
      }
    >
      <p className="quiet">{words.copyWeekText}</p>
      <div className="acts">
        <Button look="small" onClick={() => setChosen(new Set(others))}>
          {words.all}
        </Button>
        <Button look="small" onClick={() => setChosen(new Set())}>
          {words.none}
        </Button>
      </div>
      <div className={css["picks"]}>
        {others.map((key) => (
          <Check
            key={key}
            label={<bdi>{key}</bdi>}
            checked={chosen.has(key)}
            onChange={(event) => toggle(key, event.target.checked)}
          />
        ))}
      </div>
    </Sheet>
  );
}
