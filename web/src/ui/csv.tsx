// What a page lists, as a file for a spreadsheet. A button and no link: links cannot say whom one acts for.
import { useMutation } from "@tanstack/react-query";
import { type Tabled, tableOf } from "../api/table";
import { Button } from "./controls";
import { csvMessages } from "./csv.messages";
import { download } from "./download";
import { useMessages } from "./language";
import { FailureStrip, Strip } from "./strip";

interface CsvProps {
  path: Tabled;
  query: object;
  /** Of the file, without its ending. */
  name: string;
}

/** Signs that no file system takes in a name. */
const UNFIT = /[\\/:*?"<>|]/g;

export function Csv({ path, query, name }: CsvProps) {
  const words = useMessages(csvMessages);
  const save = useMutation({
    mutationFn: () => tableOf(path, query),
    onSuccess: ({ file }) => download(`${name.replaceAll(UNFIT, "-")}.csv`, file.type, file),
  });
  return (
    <>
      <Button className="no-print" disabled={save.isPending} onClick={() => save.mutate()} aria-label={words.label}>
        {save.isPending ? words.saving : words.csv}
      </Button>
      <FailureStrip error={save.error} />
      {save.data?.isWhole === false && <Strip state="warming">{words.cut}</Strip>}
    </>
  );
}
