// A list on paper: all of it, since paper has no next page to ask for.
import { useMutation } from "@tanstack/react-query";
import { Button } from "./controls";
import { useFormat } from "./format";
import { useMessages } from "./language";
import { printMessages } from "./print.messages";
import { FailureStrip } from "./strip";
import { readWhole } from "./whole";

interface PrintProps<P> {
  query: P;
  /** How many rows are there so far. */
  rows: number;
  className?: string;
}

export function Print<P extends Parameters<typeof readWhole>[0]>({ query, rows, className }: PrintProps<P>) {
  const words = useMessages(printMessages);
  const format = useFormat();
  const print = useMutation({
    mutationFn: async () => {
      await readWhole(query);
      // The last page is drawn before the next picture; after that there is something to print.
      await new Promise<void>((then) => requestAnimationFrame(() => setTimeout(then)));
    },
    onSuccess: () => window.print(),
  });
  return (
    <>
      <Button className={className ?? "no-print"} disabled={print.isPending} onClick={() => print.mutate()}>
        {words.print}
      </Button>
      <span role="status" className="small quiet no-print">
        {print.isPending && query.hasNextPage && words.loading(format.count(rows))}
      </span>
      <FailureStrip error={print.error} />
    </>
  );
}
