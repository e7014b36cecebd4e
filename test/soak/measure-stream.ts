import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import type { PodId } from "../../src/model/pod.ts";
import { openSession } from "../../src/recording/session-reader.ts";
import { settledWithin } from "./settled-within.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What a long session of three pods came to. */
export interface StreamFigures {
  /** Packets that the pods made while they streamed, and those of them that the recording does not have. */
  readonly made: number;
  readonly lost: number;
  readonly late: number;
  /** Part of one processor core, 0 … 1: of the service with dashboard and recording, and of the emulated world. */
  readonly serviceCpu: number;
  readonly worldCpu: number;
}

class Child {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(script: string, args: readonly string[]) {
    this.process = spawn(process.execPath, ["--import", "tsx", here(script), ...args], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const { stdout } = this.process;
    if (stdout === null) throw new Error("no standard output");
    const lines: Interface = createInterface({ input: stdout });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** @throws Error where the process ends first. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("the process ended without a word");
    return value;
  }

  ask(): void {
    this.process.stdin?.write("\n");
  }

  async end(): Promise<void> {
    this.process.stdin?.end();
    if (this.process.exitCode === null) await once(this.process, "exit");
  }
}

/** Runs `hipline monitor` for so long against three pods in another process. */
export async function measureStream(seconds: number): Promise<StreamFigures> {
  const folder = await mkdtemp(path.join(tmpdir(), "hipline-soak-"));
  const socket = path.join(folder, "hci");
  const recording = path.join(folder, "run.mcap");
  const world = new Child("virtual-world.ts", [socket]);
  try {
    await world.line();
    world.ask();
    const before = JSON.parse(await world.line()) as { cpuS: number };
    const service = new Child("service.ts", [socket, recording, String(seconds)]);
    const { cpuS, wallS } = JSON.parse(await settledWithin(service.line(), seconds + 60)) as {
      cpuS: number;
      wallS: number;
    };
    await service.end();
    world.ask();
    const after = JSON.parse(await world.line()) as { cpuS: number };
    return {
      ...(await countPackets(recording)),
      serviceCpu: cpuS / wallS,
      worldCpu: (after.cpuS - before.cpuS) / seconds,
    };
  } finally {
    await world.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Numbers begin at 0 with the pod's first packet: what a recording does not have of them up to its newest is lost. */
async function countPackets(
  recording: string,
): Promise<Pick<StreamFigures, "made" | "lost" | "late">> {
  const reader = await openSession(recording);
  const seen = new Map<PodId, Set<number>>();
  let late = 0;
  for await (const event of reader.events()) {
    if (event.kind !== "notification") continue;
    if (event.channel !== "samples" && event.channel !== "backfill") continue;
    const packet = decodePacket(event.channel, event.payload);
    if (packet.kind !== "samples") continue;
    if (packet.backfilled) late += 1;
    const numbers = seen.get(event.podId) ?? new Set<number>();
    seen.set(event.podId, numbers.add(packet.sequence));
  }
  await reader.close();
  const made = [...seen.values()].map((numbers) => Math.max(...numbers) + 1);
  const arrived = [...seen.values()].map(({ size }) => size);
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
  return { made: sum(made), lost: sum(made) - sum(arrived), late };
}
