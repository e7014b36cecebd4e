import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { H4Server } from "../../../src/transport/virtual/h4-server.ts";
import { h4SocketClass } from "../../../src/transport/virtual/h4-socket.ts";
import { H4Splitter } from "../../../src/transport/virtual/h4-stream.ts";
import { VirtualAir } from "../../../src/transport/virtual/virtual-air.ts";
import { VirtualController } from "../../../src/transport/virtual/virtual-controller.ts";

const passing = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a stream of H4 packets", () => {
  it("is cut into them, in whatever pieces it comes", () => {
    const content = fc.uint8Array({ maxLength: 40 });
    const command = content.map((bytes) => Buffer.of(1, 3, 12, bytes.length, ...bytes));
    const acl = content.map((bytes) => Buffer.of(2, 64, 0, bytes.length, 0, ...bytes));
    const event = content.map((bytes) => Buffer.of(4, 14, bytes.length, ...bytes));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(command, acl, event), { maxLength: 12 }),
        fc.integer({ min: 1, max: 60 }),
        (packets, pieceBytes) => {
          const splitter = new H4Splitter();
          const stream = Buffer.concat(packets);
          const found: Buffer[] = [];
          for (let from = 0; from < stream.length; from += pieceBytes) {
            found.push(...splitter.push(stream.subarray(from, from + pieceBytes)));
          }
          expect(found.map((one) => one.toString("hex"))).toEqual(
            packets.map((one) => one.toString("hex")),
          );
        },
      ),
    );
  });

  it("is refused where it is none", () => {
    expect(() => new H4Splitter().push(Buffer.of(9))).toThrow("0x9");
  });
});

describe("an adapter in another process", () => {
  let folder: string;
  let controller: VirtualController;
  let air: VirtualAir;
  let server: H4Server;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "hipline-h4-"));
    air = new VirtualAir(() => 0.5);
    controller = new VirtualController(air);
    server = await H4Server.listen(controller, path.join(folder, "hci"));
  });

  afterEach(async () => {
    await server.close();
    air.close();
    await rm(folder, { recursive: true });
  });

  it("answers its host, which sees when it is switched off", async () => {
    const Socket = h4SocketClass(path.join(folder, "hci"));
    const socket = new Socket();
    socket.bindRaw();
    socket.start();
    while (!socket.isDevUp()) await passing(5);
    const answer = once(socket, "data");
    socket.write(Buffer.of(1, 0x03, 0x0c, 0));
    expect((await answer)[0]).toEqual(Buffer.of(4, 0x0e, 4, 1, 0x03, 0x0c, 0));
    controller.powerOff();
    while (socket.isDevUp()) await passing(5);
    controller.powerOn();
    while (!socket.isDevUp()) await passing(5);
    socket.stop();
  });

  it("shows whoever does not speak H4 the door, and stays for the next", async () => {
    const stranger = connect(path.join(folder, "hci"));
    await once(stranger, "connect");
    stranger.resume();
    stranger.write("GET / HTTP/1.1");
    await once(stranger, "close");
    const Socket = h4SocketClass(path.join(folder, "hci"));
    const socket = new Socket();
    socket.start();
    while (!socket.isDevUp()) await passing(5);
    socket.stop();
  });
});
