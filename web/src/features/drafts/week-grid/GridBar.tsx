// What a drag or a key does, as buttons: for touch, and for everybody who uses neither.
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { gridMessages } from "./messages";
import css from "./week.module.css";

interface GridBarProps {
  carrying: boolean;
  held: boolean;
  onSubject: () => void;
  onLift: (copy: boolean) => void;
  onClear: () => void;
  onOpen: () => void;
  onGiveUp: () => void;
}

export function GridBar({ carrying, held, onSubject, onLift, onClear, onOpen, onGiveUp }: GridBarProps) {
  const words = useMessages(gridMessages);
  if (carrying) {
    return (
      <div className={css["bar"]} role="toolbar" aria-label={words.actions}>
        <span>{words.chooseTarget}</span>
        <Button look="small" onClick={onGiveUp}>
          {words.giveUp}
        </Button>
      </div>
    );
  }
  return (
    <div className={css["bar"]} role="toolbar" aria-label={words.actions}>
      <Button look="small" onClick={onSubject}>
        {words.subject}
      </Button>
      <Button look="small" disabled={!held} onClick={() => onLift(false)}>
        {words.move}
      </Button>
      <Button look="small" disabled={!held} onClick={() => onLift(true)}>
        {words.copy}
      </Button>
      <Button look="small" disabled={!held} onClick={onClear}>
        {words.clear}
      </Button>
      <Button look="small" onClick={onOpen}>
        {words.open}
      </Button>
    </div>
  );
}
