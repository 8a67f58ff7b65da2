import type { Figure } from "../types.ts";
import { figureMedia, isFigure, textMedia } from "./_media.ts";
import { kernel } from "./_outputs.ts";

/** A spot among a cell's outputs whose content can be exchanged. */
export class Place {
  readonly #id = crypto.randomUUID();
  #shown = false;

  /** Show a figure or a text here, in place of what was here before. */
  async show(content: Figure | string): Promise<void> {
    const media = isFigure(content) ? figureMedia(content) : textMedia(content);
    const type = this.#shown ? "update_display_data" : "display_data";
    this.#shown = true;
    await kernel?.broadcast(type, { ...media, transient: { display_id: this.#id } });
  }
}

/**
 * Show figures or texts below the cell, one under the other; a cell's last value shows itself.
 * Outside a notebook nothing happens.
 *
 * @param contents In their order.
 */
export async function show(...contents: (Figure | string)[]): Promise<void> {
  for (const content of contents) await new Place().show(content);
}
