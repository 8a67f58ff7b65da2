/** Signals that end a program, and what is done before. */

/** What a shell adds to the number of the signal that ended a program. */
export const BY_SIGNAL = 128;

/** Numbers of the signals that end programs. */
export const signalNumbers: Partial<Record<Deno.Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
};

/** Those that can be listened to. */
export const stopSignals: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Clean up before a signal, such as Ctrl-C, ends the program.
 *
 * @returns Ends that.
 */
export function onStop(cleanUp: () => void): () => void {
  const ends = stopSignals.map((signal) => {
    const listener = () => {
      cleanUp();
      Deno.exit(BY_SIGNAL + signalNumbers[signal]!);
    };
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  return () => ends.forEach((end) => end());
}
