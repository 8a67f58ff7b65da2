/**
 * Stands in for `jsr:@std/assert` where that registry is not reached: the same names and
 * signatures, over Node's own assertions. `deno task test` chooses; see lib/cli/gate.ts.
 */
import nodeAssert, { AssertionError } from "node:assert/strict";

export { AssertionError };

// deno-lint-ignore no-explicit-any -- constructors take whatever they take
type ErrorClass<E extends Error> = new (...args: any[]) => E;

export function fail(message = "failed"): never {
  throw new AssertionError({ message });
}

export function assert(value: unknown, message = "value is falsy"): asserts value {
  if (!value) fail(message);
}

export function assertFalse(value: unknown, message = "value is truthy"): asserts value is false {
  if (value) fail(message);
}

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.deepStrictEqual(actual, expected, message as string);
}

export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.notDeepStrictEqual(actual, expected, message as string);
}

export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  if (!Object.is(actual, expected)) {
    fail(message ?? `${Deno.inspect(actual)} is not ${Deno.inspect(expected)}`);
  }
}

export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) fail(message ?? `${actual} given`);
}

/**
 * Without a tolerance: one part in ten million of the expected value, or of 1e-7 where that is 0.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const difference = Math.abs(expected - actual);
  if (!(difference <= allowed)) {
    fail(message ?? `${actual} is ${difference} from ${expected}, at most ${allowed} allowed`);
  }
}

export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  if (!(actual > expected)) fail(message ?? `${actual} is not above ${expected}`);
}

export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void {
  if (!(actual >= expected)) fail(message ?? `${actual} is below ${expected}`);
}

export function assertLess<T>(actual: T, expected: T, message?: string): void {
  if (!(actual < expected)) fail(message ?? `${actual} is not below ${expected}`);
}

export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void {
  if (!(actual <= expected)) fail(message ?? `${actual} is above ${expected}`);
}

export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) fail(message ?? `"${actual}" does not match ${expected}`);
}

export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (!actual.includes(expected)) fail(message ?? `"${actual}" does not include "${expected}"`);
}

export function assertThrows<E extends Error = Error>(
  run: () => unknown,
  errorClass?: ErrorClass<E>,
  includes?: string,
  message?: string,
): E {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
    return expectedError(thrown, errorClass, includes, message);
  }
  fail(message ?? "expected an exception");
}

export async function assertRejects<E extends Error = Error>(
  run: () => PromiseLike<unknown>,
  errorClass?: ErrorClass<E>,
  includes?: string,
  message?: string,
): Promise<E> {
  let promise: PromiseLike<unknown>;
  try {
    promise = run();
  } catch {
    fail(message ?? "threw instead of rejecting");
  }
  try {
    await promise;
  } catch (error) {
    return expectedError(error, errorClass, includes, message);
  }
  fail(message ?? "expected a rejection");
}

function expectedError<E extends Error>(
  error: unknown,
  errorClass?: ErrorClass<E>,
  includes?: string,
  message?: string,
): E {
  if (!(error instanceof (errorClass ?? Error))) {
    fail(message ?? `expected ${errorClass?.name ?? "Error"}, got ${Deno.inspect(error)}`);
  }
  if (includes !== undefined) assertStringIncludes((error as Error).message, includes, message);
  return error as E;
}
