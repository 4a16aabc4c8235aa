// The lessons' own shapes, as the API gives them.
import type { LessonState, LessonView } from "../../api/schema.gen";

export type { LessonState };
export type Lesson = LessonView;
