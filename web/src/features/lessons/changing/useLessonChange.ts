// One lesson changed: what is sent, and what came of it. Nothing is shown as done before the service says so.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, read } from "../../../api/client";
import { now } from "../../../api/clock";
import { lesson as lessonQuery, lessonsChanged } from "../later";
import type { Lesson } from "../types";
import { type Change, undoOf } from "./change";

/** What was done, and what takes it back. */
export interface Done {
  change: Change;
  after: Lesson;
  /** It took back what was done before. */
  isUndo: boolean;
  undo: Change | undefined;
}

interface Asked {
  lesson: Lesson;
  change: Change;
  isUndo?: boolean;
}

function send({ id }: Lesson, change: Change): Promise<Lesson> {
  const params = { path: { id } };
  switch (change.verb) {
    case "move":
      return read(client.POST("/v1/lessons/{id}/move", { params, body: change.to }));
    case "extend":
      return read(client.POST("/v1/lessons/{id}/extend", { params, body: { ends_at: change.ends_at } }));
    case "cancel":
      return read(client.POST("/v1/lessons/{id}/cancel", { params }));
    case "restore":
      return read(client.POST("/v1/lessons/{id}/restore", { params }));
  }
}

export function useLessonChange() {
  const queries = useQueryClient();
  const [done, setDone] = useState<Done>();
  const sending = useMutation({
    mutationFn: ({ lesson, change }: Asked) => send(lesson, change),
    onSuccess: (after, { lesson, change, isUndo = false }) => {
      queries.setQueryData(lessonQuery(lesson.id).queryKey, after);
      setDone({ change, after, isUndo, undo: isUndo ? undefined : undoOf(lesson, now()) });
      lessonsChanged(queries);
    },
  });
  return { done, sending };
}

export type Changing = ReturnType<typeof useLessonChange>;
