// How far lessons may be moved by what is offered where the order does not fit.
import { TextField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import type { Doc } from "./doc";
import { useField } from "./fields";
import css from "./editor.module.css";
import { FLEXIBLE_FIELDS, FLEXIBLE_MOST, withFlexible } from "./flexible";
import { flexibleMessages } from "./flexible.messages";

interface FlexibleFieldsProps {
  flexible: Doc["flexible"];
  onChange: (flexible: Doc["flexible"]) => void;
}

export function FlexibleFields({ flexible, onChange }: FlexibleFieldsProps) {
  const words = useMessages(flexibleMessages);
  const named = useField();
  return (
    <fieldset className="stack-s">
      <legend>
        <b>{words.flexible}</b>
      </legend>
      <p className="small quiet">{words.flexibleHint}</p>
      <div className={css["form"]}>
        {FLEXIBLE_FIELDS.map((field) => (
          <TextField
            key={field}
            {...named(`/flexible/${field}`)}
            label={words[field]}
            type="number"
            min={0}
            max={FLEXIBLE_MOST[field]}
            value={flexible?.[field] ?? ""}
            onChange={(event) => onChange(withFlexible(flexible, field, event.target.value))}
          />
        ))}
      </div>
    </fieldset>
  );
}
