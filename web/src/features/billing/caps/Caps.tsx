// The caps of an institution: what each allows a month, what the month has come to, and what was told.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Cap } from "../../../api/schema.gen";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Loaded } from "../../../ui/loaded";
import { useMoney } from "../../../ui/money";
import { Name } from "../../../ui/name";
import { Section } from "../../../ui/page";
import { Ruler } from "../../../ui/ruler";
import { Sheet } from "../../../ui/sheet";
import { FailureStrip } from "../../../ui/strip";
import { useMayNot } from "../../me/may-not";
import { AmendSheet, NewSheet } from "./CapSheet";
import css from "./caps.module.css";
import { capMessages } from "./messages";
import { caps, useRemoveCap } from "./queries";

interface CapsProps {
  currency: string;
  /** What orders are called, and which may be chosen. */
  orders: readonly { id: string; name: string }[];
}

type Open = "make" | { change: Cap } | { remove: Cap } | undefined;

export function Caps({ currency, orders }: CapsProps) {
  const words = useMessages(capMessages);
  const because = useMayNot("billing:manage");
  const may = because === undefined;
  const query = useQuery(caps());
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const nameOf = (one: Cap) => {
    if (one.cost_group) return words.group(one.cost_group);
    if (!one.order_id) return words.all;
    return words.order(orders.find((order) => order.id === one.order_id)?.name ?? one.order_id);
  };
  return (
    <Section
      title={words.caps}
      aside={
        <Button look="small" because={because} onClick={() => setOpen("make")}>
          {words.make}
        </Button>
      }
    >
      <Loaded query={query} rows={2}>
        {(found) =>
          found.length === 0 ? (
            <p className="quiet">{words.none}</p>
          ) : (
            <ul className={css["caps"]}>
              {found.map((one) => (
                <li key={one.id}>
                  <Standing cap={one} name={nameOf(one)} />
                  {may && (
                    <div className="acts">
                      <Button
                        look="small"
                        aria-label={words.changeOf(nameOf(one))}
                        onClick={() => setOpen({ change: one })}
                      >
                        {words.change}
                      </Button>
                      <Button
                        look="small"
                        aria-label={words.removeOf(nameOf(one))}
                        onClick={() => setOpen({ remove: one })}
                      >
                        {words.remove}
                      </Button>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {open === "make" && <NewSheet currency={currency} orders={orders} onClose={close} />}
      {typeof open === "object" && "change" in open && (
        <AmendSheet cap={open.change} name={nameOf(open.change)} onClose={close} />
      )}
      {typeof open === "object" && "remove" in open && (
        <RemoveSheet cap={open.remove} name={nameOf(open.remove)} onClose={close} />
      )}
    </Section>
  );
}

/** A view. */
export function Standing({ cap, name }: { cap: Cap; name: string }) {
  const words = useMessages(capMessages);
  const format = useFormat();
  const money = useMoney();
  const percents = (of: readonly number[]) => format.list(of.map((percent) => `${format.count(percent)} %`));
  return (
    <Ruler
      label={<Name>{name}</Name>}
      used={cap.spent_minor}
      limit={cap.amount_minor}
      peak={cap.expected_minor}
      figures={words.ofAmount(money(cap.spent_minor, cap.currency), money(cap.amount_minor, cap.currency))}
    >
      <p className="small quiet">
        {cap.reached && <b>{cap.stopped ? words.stopped : words.reached}</b>}
        {[
          words[`${cap.action}Text`],
          cap.expected_minor > cap.spent_minor && words.expected(money(cap.expected_minor, cap.currency)),
          cap.told.length > 0 && words.told(percents(cap.told)),
          cap.orders === 0 ? words.noOrder : words.orders(format.count(cap.orders)),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </Ruler>
  );
}

function RemoveSheet({ cap, name, onClose }: { cap: Cap; name: string; onClose: () => void }) {
  const words = useMessages(capMessages);
  const remove = useRemoveCap();
  return (
    <Sheet
      title={words.removeOf(name)}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button look="warn" disabled={remove.isPending} onClick={() => remove.mutate(cap.id, { onSuccess: onClose })}>
            {remove.isPending ? words.removing : words.remove}
          </Button>
        </>
      }
    >
      <FailureStrip error={remove.error} />
      <p>{words.removeText}</p>
    </Sheet>
  );
}
