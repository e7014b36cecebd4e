import type { ChildProcess } from "node:child_process";
import type { Browser, Page } from "playwright-core";
import { startHipline } from "../support/hipline-process.ts";

export interface RunningSession {
  /** Address of the dashboard as the program prints it. */
  readonly url: string;
  readonly child: ChildProcess;
}

/** Starts a replay as a user would. The caller kills `child`. */
export function startReplay(file: string, ...args: string[]): Promise<RunningSession> {
  return startSession("replay", file, "--port", "0", ...args);
}

/** Runs a command that serves a dashboard. The caller kills `child`. */
export async function startSession(...args: string[]): Promise<RunningSession> {
  const child = startHipline(args);
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const match = /Dashboard: (\S+)/.exec(text);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("close", () => reject(new Error(`hipline ended: ${text}`)));
  });
  return { url, child };
}

/** A page whose console errors and failed requests are collected. */
export async function openPage(
  browser: Browser,
  url: string,
  width: number,
  height: number,
): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width, height } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}

export async function text(page: Page, testId: string): Promise<string> {
  return (await page.getByTestId(testId).textContent()) ?? "";
}
