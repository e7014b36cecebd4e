import { type Browser, chromium as playwright } from "playwright-core";
import { chromium, installCommand } from "./machine-tools.ts";

/** Starts the machine's own Chromium without a window. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = chromium.find();
  if (executablePath === null) {
    throw new Error(
      `Chromium is missing: set CHROMIUM_PATH, or on Debian, as root: ${installCommand(chromium)}`,
    );
  }
  const isRoot = process.getuid?.() === 0;
  return playwright.launch({
    executablePath,
    args: [
      // Chromium's sandbox refuses to run as root, which is what containers do.
      ...(isRoot ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--no-first-run",
      // It should talk to the page under test and to nobody else.
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
