import { InputError } from "../../errors.ts";
import { inLine } from "../_printable.ts";

/** Files that could not be used: each is named on stderr, and the others are done. */
export class Faults {
  count = 0;

  /** As an option of `readImages`. */
  readonly onFault = ({ message }: InputError) => {
    this.count++;
    console.error(inLine(message));
  };

  /** What something gives; bad input in it is one more fault, and gives nothing. */
  async among<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.onFault(error);
    }
  }
}
