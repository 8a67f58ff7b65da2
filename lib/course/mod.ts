/**
 * What the lessons need beside the library. The files behind the course's tasks are no part of this
 * entry, so that a cell loads none of them.
 */
export { type LessonSize, lessonSize } from "./lesson_size.ts";
export { type MeasuredRun, measuredRuns } from "./measured_runs.ts";
