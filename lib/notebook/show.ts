import type { Figure } from "../types.ts";
import { figureMedia, isFigure, textMedia } from "./_media.ts";
import { kernel } from "./_outputs.ts";

/** A cell output whose content can be replaced. */
export class Place {
  readonly #id = crypto.randomUUID();
  #shown = false;

  /** Show a figure or text here, replacing the previous content. */
  async show(content: Figure | string): Promise<void> {
    const media = isFigure(content) ? figureMedia(content) : textMedia(content);
    const type = this.#shown ? "update_display_data" : "display_data";
    this.#shown = true;
    await kernel?.broadcast(type, { ...media, transient: { display_id: this.#id } });
  }
}

/**
 * Show figures or texts below the cell, one below the other; a cell's last value is shown anyway.
 * Does nothing outside a notebook.
 *
 * @param contents In order.
 */
export async function show(...contents: (Figure | string)[]): Promise<void> {
  for (const content of contents) await new Place().show(content);
}
