/** What the sensor answered to a command. */
export interface GspCommandResult {
  readonly kind: "commandResult";
  readonly reference: number;
  /** As of HTTP: from 400 on it is a refusal. */
  readonly resultCode: number;
  /** Value of the resource that was asked for; empty where there is none. A view of the bytes received. */
  readonly value: Uint8Array;
}

/** Who the sensor is. Texts may be empty. */
export interface GspHello {
  readonly kind: "hello";
  readonly reference: number;
  readonly protocolVersion: number;
  /** 12 digits. */
  readonly serial: string;
  readonly productName: string;
  readonly appName: string;
  readonly appVersion: string;
}

/** HELLO answered with the word alone: firmware older than the protocol's version 1. It cannot be asked for anything else. */
export interface GspPlainHello {
  readonly kind: "plainHello";
  readonly reference: number;
}

/** A value of a subscribed resource, or its first or second part. */
export interface GspData {
  readonly kind: "data";
  readonly reference: number;
  readonly part: 1 | 2;
  /** A view of the bytes received. */
  readonly value: Uint8Array;
}

/** What a Movesense sensor notifies. */
export type GspMessage = GspCommandResult | GspHello | GspPlainHello | GspData;
