// Who amends an order while its lessons run is told which those are, and that they stay as they are.
import { useQuery } from "@tanstack/react-query";
import { now } from "../../../api/clock";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { clockOf } from "../../lessons/day";
import { runningLessons } from "../../lessons/later";
import type { Lesson } from "../../lessons/types";
import { draftMessages } from "../messages";
import { runningMessages } from "./running.messages";

const NAMED = 6;

export function RunningLessons({ order }: { order: string }) {
  const { data = [] } = useQuery(runningLessons(order));
  const runs = (lesson: Lesson) =>
    Date.parse(lesson.starts_at) <= now() && Date.parse(lesson.ends_at) > now() && lesson.state !== "cancelled";
  return <RunningList lessons={data.filter(runs)} />;
}

/** A view. */
export function RunningList({ lessons }: { lessons: readonly Lesson[] }) {
  const words = useMessages(runningMessages);
  const { runningStay } = useMessages(draftMessages);
  const format = useFormat();
  if (lessons.length === 0) return null;
  const named = lessons
    .slice(0, NAMED)
    .map(({ room, title, ends_at_local }) => words.until(room, title ?? "", clockOf(ends_at_local)));
  const others = lessons.length - named.length;
  const list = others > 0 ? [...named, words.others(others, format.count(others))] : named;
  return (
    <p>
      {words.running} {format.list(list)}
      {words.stop} {runningStay}
    </p>
  );
}
