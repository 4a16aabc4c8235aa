// Search over everything that the caller may read: by keyboard from the field, arrows and Enter.
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import type { FoundView } from "../../api/schema.gen";
import { TextField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Go, useGo } from "../../ui/link";
import { Name } from "../../ui/name";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { hrefOf } from "./hits";
import { searchMessages } from "./messages";
import { search } from "./queries";
import css from "./search.module.css";

export function SearchSheet({ ops, onClose }: { ops: boolean; onClose: () => void }) {
  const words = useMessages(searchMessages);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const q = useDeferredValue(text.trim());
  const { data, error } = useQuery(search(q));
  const go = useGo();
  const id = useId();
  const hits: readonly FoundView[] = q === "" ? [] : (data?.items ?? []);
  const keys = (event: KeyboardEvent) => {
    const hit = hits[chosen];
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setChosen(Math.min(chosen + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(chosen - 1, 0));
    else if (event.key === "Enter" && hit) {
      onClose();
      void go(hrefOf(hit, ops));
    } else return;
    event.preventDefault();
  };
  return (
    <Sheet title={words.title} onClose={onClose}>
      <TextField
        label={words.label}
        // Of a field of the type search Escape takes the text away, where it is to close the sheet.
        inputMode="search"
        enterKeyHint="go"
        value={text}
        maxLength={100}
        autoFocus
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={id}
        aria-activedescendant={hits[chosen] ? `${id}-${chosen}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={keys}
      />
      <FailureStrip error={error} />
      {q !== "" && data && hits.length === 0 && <p role="status">{words.nothing(q)}</p>}
      <ul id={id} className={css["hits"]} role="listbox" aria-label={words.title} hidden={hits.length === 0}>
        {hits.map((hit, index) => (
          <li key={`${hit.type}${hit.id}`} role="none">
            <Go
              href={hrefOf(hit, ops)}
              onClick={onClose}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              tabIndex={-1}
            >
              <span>
                <b>
                  <Name>{hit.title}</Name>
                </b>{" "}
                <span className="small quiet">
                  <Name>{hit.subtitle}</Name>
                </span>
              </span>
              <span className="small quiet">{words[hit.type]}</span>
            </Go>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
