/** Why something that the radio was asked for did not happen. */
export const bluetoothErrorCodes = [
  /** There is no usable adapter, or no permission to use it: nothing will work until a person acts. */
  "bluetooth-unavailable",
  /** The adapter is switched off or resetting; it may come back by itself. */
  "adapter-off",
  "connect-timeout",
  "connect-failed",
  "link-lost",
  /** The other side did not answer in time. */
  "att-timeout",
  /** The other side answered with an ATT error, or with nothing where something must be. */
  "att-error",
  /** A service or characteristic that is needed is not there. */
  "gatt-missing",
  "cancelled",
] as const;
export type BluetoothErrorCode = (typeof bluetoothErrorCodes)[number];

/** Every failure of a BluetoothCentral and its connections. `message` is one plain sentence; `hint` says what a person can do. */
export class BluetoothError extends Error {
  override readonly name = "BluetoothError";
  readonly code: BluetoothErrorCode;
  readonly hint: string | null;

  constructor(
    code: BluetoothErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
  }
}
