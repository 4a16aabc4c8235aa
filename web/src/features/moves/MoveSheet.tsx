// Another cluster for one order: the best that has room, or one that is chosen.
import { useInfiniteQuery } from "@tanstack/react-query";
import { FormSheet } from "../../ui/form-sheet";
import { SelectField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { clusters } from "../clusters/queries";
import { movesMessages } from "./messages";
import { useMoveOrder } from "./mutations";

interface MoveSheetProps {
  order: { id: string; name: string; region: string; cluster_id?: string | null };
  onClose: () => void;
}

export function MoveSheet({ order, onClose }: MoveSheetProps) {
  const words = useMessages(movesMessages);
  const move = useMoveOrder(order.id);
  const pages = useInfiniteQuery(clusters()).data?.pages ?? [];
  const others = pages
    .flatMap((page) => page.items)
    .filter((one) => one.region === order.region && one.id !== order.cluster_id);
  return (
    <FormSheet
      title={words.moveTitle(order.name)}
      send={words.move}
      sending={move.isPending}
      error={move.error}
      fields={["/cluster_id"]}
      onClose={onClose}
      onSend={(typed) => {
        const cluster = typed.get("/cluster_id");
        move.mutate(typeof cluster === "string" ? cluster : "", { onSuccess: onClose });
      }}
    >
      <p>{words.moveText}</p>
      <SelectField
        label={words.to}
        name="/cluster_id"
        options={[["", words.best], ...others.map((one) => [one.id, one.name] as const)]}
      />
    </FormSheet>
  );
}
