import { AclReassembly, aclBufferOverflow, numberOfCompletedPackets } from "./hci-packets.ts";
import type { VirtualLink } from "./virtual-link.ts";
import type { VirtualPeripheral } from "./virtual-peripheral.ts";

/** ACL buffers that the host may fill before it must wait. */
export const aclBuffers = { bytes: 251, count: 8 } as const;
const [smallestHandle, largestHandle] = [0x0040, 0x0eff];

/** A link as its host sees it: a handle, and packets on their way to the device. */
interface HostLink {
  readonly handle: number;
  readonly link: VirtualLink;
  readonly peripheral: VirtualPeripheral;
  readonly assembly: AclReassembly;
  /** ACL packets of the host that are on their way, per frame. */
  readonly packetsOfFrames: number[];
  packetsOfThisFrame: number;
  /** ACL buffers that its packets fill. */
  buffered: number;
}

/** The links of a controller by their handles, and the data that the host sends over them: it may fill so many buffers (Part E, 4.1). */
export class HostLinks {
  readonly #links = new Map<number, HostLink>();
  readonly #toHost: (packet: Buffer) => void;
  #nextHandle = smallestHandle;

  constructor(toHost: (packet: Buffer) => void) {
    this.#toHost = toHost;
  }

  get count(): number {
    return this.#links.size;
  }

  get(handle: number): HostLink | undefined {
    return this.#links.get(handle);
  }

  isLinkedTo(address: string): boolean {
    return [...this.#links.values()].some(({ peripheral }) => peripheral.address === address);
  }

  add(handle: number, link: VirtualLink, peripheral: VirtualPeripheral): void {
    const assembly = new AclReassembly();
    const packets = { packetsOfFrames: [], packetsOfThisFrame: 0, buffered: 0 };
    this.#links.set(handle, { handle, link, peripheral, assembly, ...packets });
  }

  delete(handle: number): void {
    this.#links.delete(handle);
  }

  /** The controller is reset or off: links die, and the host is told nothing. */
  forget(): void {
    for (const { link } of this.#links.values()) link.centralIsDead = true;
    this.#links.clear();
  }

  /** A handle that no link has, for the next one. */
  freeHandle(): number {
    const handle = this.#nextHandle;
    this.#nextHandle = handle === largestHandle ? smallestHandle : handle + 1;
    return this.#links.has(handle) ? this.freeHandle() : handle;
  }

  /** A packet of data of the host, from its H4 type on. */
  takeData(packet: Buffer): void {
    const entry = this.#links.get(packet.readUInt16LE(1) & 0x0fff);
    if (entry === undefined) return;
    const buffered = [...this.#links.values()].reduce((sum, link) => sum + link.buffered, 0);
    if (buffered >= aclBuffers.count) {
      this.#toHost(aclBufferOverflow());
      return;
    }
    entry.buffered += 1;
    entry.packetsOfThisFrame += 1;
    const frame = entry.assembly.take(packet);
    if (frame === null) {
      // What is no frame is not sent, and gives its buffers back.
      if (!entry.assembly.isUnderWay) this.#completePackets(entry);
      return;
    }
    entry.packetsOfFrames.push(entry.packetsOfThisFrame);
    entry.packetsOfThisFrame = 0;
    entry.link.sendToPeripheral(frame);
  }

  #completePackets(entry: HostLink): void {
    const packets = entry.packetsOfThisFrame;
    entry.packetsOfThisFrame = 0;
    entry.buffered -= packets;
    this.#toHost(numberOfCompletedPackets(entry.handle, packets));
  }

  /** The host may send again as many packets as these frames were. */
  sent(handle: number, frames: number): void {
    const entry = this.#links.get(handle);
    if (entry === undefined) return;
    const counts = entry.packetsOfFrames.splice(0, frames);
    const packets = counts.reduce((sum, count) => sum + count, 0);
    if (packets === 0) return;
    entry.buffered -= packets;
    this.#toHost(numberOfCompletedPackets(handle, packets));
  }
}
