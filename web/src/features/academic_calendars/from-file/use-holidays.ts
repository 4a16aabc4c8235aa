// The file of holidays that was chosen, and what was understood of it. It is in the memory of the open sheet alone.
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { given } from "../../../api/given";
import type { ImportedCalendar } from "../../../api/schema.gen";
import { FILE_BYTES_MAX, upload } from "../../../api/upload";

export interface Term {
  first_day: string;
  last_day: string;
}

export interface ReadFile {
  name: string;
  answer: ImportedCalendar;
}

export function useHolidays() {
  const [file, setFile] = useState<File>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const reading = useMutation({
    mutationFn: async ({ of, term }: { of: File; term?: Term | undefined }): Promise<ReadFile> => {
      running.current?.abort();
      const own = new AbortController();
      running.current = own;
      const query = given({ file_name: [...of.name].slice(-200).join(""), ...term }) as Record<string, string>;
      const sending = { body: await of.arrayBuffer(), query, signal: own.signal, onGone: () => undefined };
      return { name: of.name, answer: await upload<ImportedCalendar>("/v1/academic-calendars/import", sending) };
    },
  });
  return {
    tooLarge: (file?.size ?? 0) > FILE_BYTES_MAX,
    reading,
    choose: (of: File, onRead: (read: ReadFile) => void) => {
      setFile(of);
      reading.reset();
      if (of.size <= FILE_BYTES_MAX) reading.mutate({ of }, { onSuccess: onRead });
    },
    /** The same file for a term. */
    again: (term: Term, onRead: (read: ReadFile) => void) =>
      file && reading.mutate({ of: file, term }, { onSuccess: onRead }),
  };
}
