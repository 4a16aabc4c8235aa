// All that is the institution's own, as a file. A button and no link: links cannot say whom one acts for.
import { useMutation } from "@tanstack/react-query";
import { client, settled } from "../../api/client";
import { Button } from "../../ui/controls";
import { download } from "../../ui/download";
import { useMessages } from "../../ui/language";
import { Section } from "../../ui/page";
import { FailureStrip } from "../../ui/strip";
import { useMayNot } from "../me/may-not";
import { endingMessages } from "./ending.messages";

export function Export() {
  const words = useMessages(endingMessages);
  const save = useMutation({
    mutationFn: async () => {
      const { data } = await settled(client.GET("/v1/export", { parseAs: "blob" }));
      return data as unknown as Blob;
    },
    onSuccess: (file) => download("homeroom-export.zip", "application/zip", file),
  });
  return (
    <Section title={words.exportTitle}>
      <div className="stack-s">
        <p className="quiet">{words.exportText}</p>
        <div>
          <Button because={useMayNot("data:export")} disabled={save.isPending} onClick={() => save.mutate()}>
            {save.isPending ? words.exporting : words.exportAll}
          </Button>
        </div>
        <FailureStrip error={save.error} />
      </div>
    </Section>
  );
}
