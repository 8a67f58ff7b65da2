/**
 * What the lessons need besides the library. The files behind the course's tasks are not part of
 * this entry, so that cells do not load them.
 */
export { type LessonSize, lessonSize } from "./lesson_size.ts";
export { type MeasuredRun, measuredRuns } from "./measured_runs.ts";
