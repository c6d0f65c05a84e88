import { type Browser, chromium } from "@playwright/test";
import { chromiumFlags, findChromium } from "../fixtures/chromium";

/** Works with a Chromium of its own, which is closed at the end whatever happens. */
export async function withBrowser(work: (browser: Browser) => Promise<void>, moreFlags: readonly string[] = []): Promise<void> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: [...chromiumFlags, ...moreFlags] });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}
