import type { VirtualController } from "../../../src/transport/virtual/virtual-controller.ts";
import { virtualHciSocketClass } from "../../../src/transport/virtual/virtual-hci-socket.ts";

const patienceMs = 5000;

/** A host without a stack: says the commands that a test wants, and keeps what comes. */
export class HciHost {
  readonly packets: Buffer[] = [];
  readonly #socket;

  constructor(controller: VirtualController) {
    const SocketClass = virtualHciSocketClass([controller]);
    this.#socket = new SocketClass();
    this.#socket.on("data", (packet: Buffer) => this.packets.push(packet));
    this.#socket.bindRaw(0);
    this.#socket.start();
  }

  send(...packet: number[]): void {
    this.#socket.write(Buffer.from(packet));
  }

  command(opcode: number, ...parameters: number[]): void {
    this.send(0x01, opcode & 0xff, opcode >> 8, parameters.length, ...parameters);
  }

  scan(filtersDuplicates = false): void {
    this.command(0x200c, 1, filtersDuplicates ? 1 : 0);
  }

  /** Interval 15 ms. @param timeoutUnits supervision time-out, 10 ms. */
  connect(addressTail: number, timeoutUnits = 50): void {
    const address = [addressTail, 0, 0, 0xee, 0xff, 0xc0];
    const interval = [12, 0, 12, 0];
    const scan = [0x60, 0, 0x30, 0, 0, 1];
    this.command(0x200d, ...scan, ...address, 0, ...interval, 0, 0, timeoutUnits, 0, 0, 0, 0, 0);
  }

  /** An ATT request over a link. */
  att(handle: number, ...pdu: number[]): void {
    const frame = [pdu.length, 0, 0x04, 0x00, ...pdu];
    this.send(0x02, handle & 0xff, handle >> 8, frame.length, 0, ...frame);
  }

  /** The first packet that begins so; waits for it. */
  async first(...start: number[]): Promise<number[]> {
    const deadlineMs = performance.now() + patienceMs;
    for (;;) {
      const found = this.all(...start)[0];
      if (found !== undefined) return found;
      if (performance.now() > deadlineMs) {
        const seen = this.packets.map((packet) => packet.toString("hex")).join(" ");
        throw new Error(`nothing begins with ${start.join(" ")}: ${seen}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  all(...start: number[]): number[][] {
    return this.packets
      .filter((packet) => start.every((byte, i) => packet[i] === byte))
      .map((packet) => [...packet]);
  }
}
