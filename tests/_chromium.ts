/** A headless Chromium. */
import { chromium, type Page } from "npm:playwright-core@1.64.1";

/** Debian's and others' names for it; `CHROMIUM` names another. */
export function findChromium(): string | undefined {
  const named = Deno.env.get("CHROMIUM");
  const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return [...(named ? [named] : []), ...usual].find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** What a test needs of Chromium, and nothing that it would do by itself. */
export const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Milliseconds for each thing a page is asked to do: a busy machine needs more than Playwright's 30
 * s.
 */
const PATIENCE = 180_000;

/**
 * Start Chromium, and end it when the work is done.
 *
 * @param flags Chromium's own.
 */
export async function withPage<T>(
  executablePath: string,
  work: (page: Page) => Promise<T>,
  { flags = QUIET }: { flags?: string[] } = {},
): Promise<T> {
  const browser = await chromium.launch({ executablePath, args: flags, timeout: PATIENCE });
  try {
    const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
    page.setDefaultTimeout(PATIENCE);
    return await work(page);
  } finally {
    await browser.close();
  }
}
