import fs from "node:fs";
import { dirname, resolve } from "node:path";
import { isLinkSync } from "../platform.ts";

/** Links that are followed, one to the next: as many as Linux follows. */
const MOST_LINKS = 40;

/** Where a path leads if it is a symbolic link; there need not be a file yet. */
export function followedLink(path: string): string {
  let end = path;
  for (let links = 0; links < MOST_LINKS && isLinkSync(end); links++) {
    end = resolve(fs.realpathSync(dirname(end)), fs.readlinkSync(end));
  }
  return end;
}
