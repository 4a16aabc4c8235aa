// The fields of a cluster that may be changed later, beside each other in both forms.
import type { ClusterView } from "../../api/schema.gen";
import { TextField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import css from "./clusters.module.css";
import { clustersMessages } from "./messages";

const PLACE_OF_ROOMS = "wss://{classroom}.rooms.example.org";

export function ClusterFields({ at, now }: { at: (pointer: string) => string | undefined; now?: ClusterView }) {
  const words = useMessages(clustersMessages);
  return (
    <>
      <TextField
        label={words.mediaUrl}
        hint={words.mediaUrlHint}
        name="/media_url"
        error={at("/media_url")}
        placeholder={PLACE_OF_ROOMS}
        defaultValue={now?.media_url}
        required
      />
      <div className={css["pair"]}>
        <TextField
          label={words.nodeLimit}
          hint={words.nodeLimitHint}
          name="/node_limit"
          inputMode="numeric"
          error={at("/node_limit")}
          defaultValue={now?.node_limit ?? ""}
        />
        <TextField
          label={words.headroom}
          hint={words.headroomHint}
          name="/headroom_percent"
          inputMode="numeric"
          error={at("/headroom_percent")}
          defaultValue={now?.headroom_percent ?? 10}
        />
      </div>
    </>
  );
}
