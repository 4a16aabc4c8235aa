// A kubeconfig: pasted, or read from a file on this machine.
import { type ChangeEvent, useRef } from "react";
import { Button, TextArea } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import css from "./clusters.module.css";
import { clustersMessages } from "./messages";

interface KubeconfigProps {
  value: string;
  hint: string;
  error: string | undefined;
  onChange: (text: string) => void;
}

export function Kubeconfig({ value, hint, error, onChange }: KubeconfigProps) {
  const words = useMessages(clustersMessages);
  const input = useRef<HTMLInputElement>(null);
  const file = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    if (chosen) void chosen.text().then(onChange);
  };
  return (
    <div className={css["fields"]}>
      <TextArea
        label={words.kubeconfig}
        hint={hint}
        name="/kubeconfig"
        className={css["config"]}
        rows={6}
        spellCheck={false}
        autoComplete="off"
        value={value}
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
      <div>
        <Button look="small" onClick={() => input.current?.click()}>
          {words.file}
        </Button>
        <input ref={input} className="vh" type="file" tabIndex={-1} aria-hidden="true" onChange={file} />
      </div>
    </div>
  );
}
