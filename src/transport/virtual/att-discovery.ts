import { AttFailure, attErrors, attOpcodes, need, viewOf } from "./att-protocol.ts";
import type { GattAttribute } from "./gatt-table.ts";

const primaryService = 0x2800;
/** Lists say how long their items are in one byte, and with handle and value no item is longer (Core Specification, Vol 3, Part F, 3.4.4.2). */
const longestItem = 255;

/** What answers to discovery are made of. */
export interface Discoverable {
  readonly table: readonly GattAttribute[];
  /** The ATT_MTU in force. */
  readonly mtu: number;
  /** @throws AttFailure where it cannot be read. */
  valueAt(handle: number): Uint8Array;
}

export function readByGroupType(server: Discoverable, pdu: Uint8Array): Uint8Array {
  const view = viewOf(pdu);
  const { first, rows } = range(server, view, 7);
  if (view.byteLength !== 7 || view.getUint16(5, true) !== primaryService) {
    throw new AttFailure(attErrors.unsupportedGroupType, first);
  }
  const services = rows.filter(({ kind }) => kind === "service");
  return list(server, attOpcodes.readByGroupTypeResponse, first, services, (row) => [
    row.handle & 0xff,
    row.handle >> 8,
    row.endHandle & 0xff,
    row.endHandle >> 8,
    ...(row.constant ?? []),
  ]);
}

export function readByType(server: Discoverable, pdu: Uint8Array): Uint8Array {
  const view = viewOf(pdu);
  const { first, rows } = range(server, view, 7);
  const wanted = pdu.subarray(5);
  const found = rows.filter(({ type }) => Buffer.compare(type, wanted) === 0);
  return list(server, attOpcodes.readByTypeResponse, first, found, (row) => [
    row.handle & 0xff,
    row.handle >> 8,
    ...(row.constant ?? server.valueAt(row.handle)),
  ]);
}

/** Services by their UUID: the first and last handle of each. */
export function findService(server: Discoverable, pdu: Uint8Array): Uint8Array {
  const view = viewOf(pdu);
  const { first, rows } = range(server, view, 7);
  const wanted = pdu.subarray(7);
  const found =
    view.getUint16(5, true) === primaryService
      ? rows.filter(
          ({ kind, constant }) =>
            kind === "service" && constant !== null && Buffer.compare(constant, wanted) === 0,
        )
      : [];
  if (found.length === 0) throw new AttFailure(attErrors.attributeNotFound, first);
  const most = Math.floor((server.mtu - 1) / 4);
  return Uint8Array.from([
    attOpcodes.findByTypeValueResponse,
    ...found
      .slice(0, most)
      .flatMap(({ handle, endHandle }) => [
        handle & 0xff,
        handle >> 8,
        endHandle & 0xff,
        endHandle >> 8,
      ]),
  ]);
}

export function findInformation(server: Discoverable, pdu: Uint8Array): Uint8Array {
  const view = viewOf(pdu);
  const { first, rows } = range(server, view, 5);
  const [firstRow] = rows;
  if (firstRow === undefined) throw new AttFailure(attErrors.attributeNotFound, first);
  const { length } = firstRow.type;
  const bytes: number[] = [attOpcodes.findInformationResponse, length === 2 ? 1 : 2];
  for (const { handle, type } of rows) {
    if (type.length !== length || bytes.length + 2 + length > server.mtu) break;
    bytes.push(handle & 0xff, handle >> 8, ...type);
  }
  return Uint8Array.from(bytes);
}

/** As many rows of the same length as fit, with that length in front. */
function list(
  server: Discoverable,
  opcode: number,
  first: number,
  rows: readonly GattAttribute[],
  bytesOf: (row: GattAttribute) => number[],
): Uint8Array {
  const [firstRow] = rows;
  if (firstRow === undefined) throw new AttFailure(attErrors.attributeNotFound, first);
  const most = Math.min(longestItem, server.mtu - 2);
  const { length } = bytesOf(firstRow).slice(0, most);
  const bytes = [opcode, length];
  for (const row of rows) {
    // One that cannot be read is an error only where it is the first; here the list ends before it.
    const isReadable = row.kind !== "value" || row.characteristic?.read !== undefined;
    if (row !== firstRow && !isReadable) break;
    const item = bytesOf(row).slice(0, most);
    if (item.length !== length || bytes.length + length > server.mtu) break;
    bytes.push(...item);
  }
  return Uint8Array.from(bytes);
}

function range(
  server: Discoverable,
  view: DataView,
  bytes: number,
): { first: number; rows: readonly GattAttribute[] } {
  need(view, bytes);
  const first = view.getUint16(1, true);
  const last = view.getUint16(3, true);
  if (first === 0 || first > last) throw new AttFailure(attErrors.invalidHandle, first);
  return { first, rows: server.table.filter(({ handle }) => handle >= first && handle <= last) };
}
