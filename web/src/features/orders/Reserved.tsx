// An order that waits for a purchase order: until when, and the two ways out of it. And one that nobody confirmed.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { client, read } from "../../api/client";
import { useCan } from "../../api/permissions";
import { isFailure } from "../../api/problem";
import type { OrderView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { Button, TextField } from "../../ui/controls";
import { FormSheet } from "../../ui/form-sheet";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink } from "../../ui/link";
import { Sheet } from "../../ui/sheet";
import { FailureStrip, Strip } from "../../ui/strip";
import { MayNot, WhoMay } from "../me/MayNot";
import { clipped } from "./clipped";
import { orderMessages } from "./messages";

export function Reserved({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const zone = useZone();
  const [asked, ask] = useState<"confirm" | "release">();
  const [mayConfirm, mayRelease] = [useCan("orders:create"), useCan("orders:cancel")];
  const told = useId();
  const close = () => ask(undefined);
  if (order.reservation_expired_at) {
    return (
      <Strip
        state="ended"
        acts={mayConfirm && <ButtonLink href={paths.copyOrder(order.id)}>{words.copyOrder}</ButtonLink>}
      >
        <b>{words.expiredAt(format.moment(order.reservation_expired_at, zone))}</b>
        <p>{words.expiredText}</p>
      </Strip>
    );
  }
  if (order.phase !== "reserved" || !order.reserved_until) return null;
  return (
    <>
      <Strip
        state="scheduled"
        acts={
          <>
            {mayConfirm ? (
              <Button look="main" onClick={() => ask("confirm")}>
                {words.confirmOrder}
              </Button>
            ) : (
              <MayNot to="orders:create" told={told} look="main">
                {words.confirmOrder}
              </MayNot>
            )}
            {mayRelease ? (
              <Button onClick={() => ask("release")}>{words.release}</Button>
            ) : (
              <MayNot to="orders:cancel" told={told}>
                {words.release}
              </MayNot>
            )}
          </>
        }
      >
        <b>{words.reservedUntil(format.moment(order.reserved_until, zone))}</b>
        <p>{words.reservedText}</p>
        <WhoMay id={told} to={["orders:create", "orders:cancel"]} />
      </Strip>
      {asked === "confirm" && <ConfirmSheet order={order} onClose={close} />}
      {asked === "release" && <ReleaseSheet order={order} onClose={close} />}
    </>
  );
}

interface ReservedSheetProps {
  order: OrderView;
  onClose: () => void;
}

/** What is shown of orders is read again, whichever way it went: the worker, or somebody else, may have been quicker. */
function useOutcome(onClose: () => void) {
  const queries = useQueryClient();
  return {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["orders"] });
      onClose();
      void queries.invalidateQueries();
    },
    onError: () => void queries.invalidateQueries({ queryKey: ["orders"] }),
  };
}

function ConfirmSheet({ order, onClose }: ReservedSheetProps) {
  const words = useMessages(orderMessages);
  const outcome = useOutcome(onClose);
  const confirm = useMutation({
    mutationFn: (number: string) => {
      const params = { path: { id: order.id } };
      return read(client.POST("/v1/orders/{id}/confirm", { params, body: { purchase_order: number } }));
    },
    ...outcome,
  });
  const error = isFailure(confirm.error) ? confirm.error.field("/purchase_order") : undefined;
  return (
    <FormSheet
      title={words.confirmTitle}
      send={confirm.isPending ? words.confirming : words.confirmOrder}
      sending={confirm.isPending}
      error={confirm.error}
      fields={["/purchase_order"]}
      onSend={(typed) => confirm.mutate(String(typed.get("/purchase_order") ?? "").trim())}
      onClose={onClose}
    >
      <p>{words.confirmText}</p>
      <TextField
        label={words.purchaseOrderNumber}
        hint={words.purchaseOrderHint}
        name="/purchase_order"
        maxLength={200}
        required
        error={error}
      />
    </FormSheet>
  );
}

function ReleaseSheet({ order, onClose }: ReservedSheetProps) {
  const words = useMessages(orderMessages);
  const outcome = useOutcome(onClose);
  const release = useMutation({
    mutationFn: () =>
      read(client.POST("/v1/orders/{id}/cancel", { params: { path: { id: order.id } }, body: { immediately: false } })),
    ...outcome,
  });
  return (
    <Sheet
      title={words.releaseTitle(clipped(order.name))}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.keepReserved}</Button>
          <Button look="warn" disabled={release.isPending} onClick={() => release.mutate()}>
            {release.isPending ? words.releasing : words.release}
          </Button>
        </>
      }
    >
      <FailureStrip error={release.error} />
      <p>{words.releaseText}</p>
    </Sheet>
  );
}
