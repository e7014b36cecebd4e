import { isIPv6 } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/**
 * The host for the dashboard's address: that which the server listens on or, where it listens on all of
 * them, one under which other devices reach this machine. IPv6 in brackets.
 */
export function displayHost(host: string, interfaces = networkInterfaces()): string {
  const address = host === "0.0.0.0" || host === "::" ? networkAddress(interfaces) : host;
  return isIPv6(address) ? `[${address}]` : address;
}

/** IPv4 where there is one: shorter to type. Without any network only this machine can connect. */
function networkAddress(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  const usable = Object.values(interfaces)
    .flatMap((infos) => infos ?? [])
    .filter(({ internal, address }) => !internal && !isLinkLocal(address));
  const best = usable.find(({ family }) => family === "IPv4") ?? usable[0];
  return best?.address ?? "localhost";
}

/** Link-local addresses (RFC 3927, RFC 4291) say that no real network is there. */
function isLinkLocal(address: string): boolean {
  return /^(169\.254\.|fe[89ab])/i.test(address);
}
