// A teacher's own lessons of the day, with the way in. A view.
import { useLessonHref } from "../lessons/address";
import { EnterLink } from "../lessons/EnterLink";
import css from "../lessons/day.module.css";
import { clockOf, shownState } from "../lessons/day";
import { lessonMessages } from "../lessons/messages";
import type { Lesson } from "../lessons/types";
import { useNow } from "../../api/clock";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Status } from "../../ui/status";

const MINUTE_MS = 60_000;

export function Mine({ lessons }: { lessons: readonly Lesson[] }) {
  const words = useMessages(lessonMessages);
  const now = useNow(MINUTE_MS);
  const held = lessons.filter((lesson) => lesson.state !== "cancelled");
  const firstOpen = held.find((lesson) => Date.parse(lesson.ends_at) > now);
  const href = useLessonHref();
  return (
    <Section title={words.yours} ruled={held.length === 0}>
      {held.length === 0 ? (
        <p className="quiet">{words.noneOfYours}</p>
      ) : (
        <ul className={css["mine"]}>
          {held.map((lesson) => (
            <li key={lesson.id}>
              <span className={css["when"]}>{clockOf(lesson.starts_at_local)}</span>
              <span className={css["what"]}>
                <b>
                  <Name max={24}>{lesson.room}</Name>{" "}
                  <Go href={href(lesson.id)}>
                    <Name max={32}>{lesson.title ?? words.untitled}</Name>
                  </Go>
                </b>
                <Status state={shownState(lesson, now)} />
              </span>
              <EnterLink lesson={lesson} main={lesson === firstOpen} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
