/** A scenario that cannot be played. The message is one line that names file, field, what was found and what is allowed. */
export class ScenarioError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ScenarioError";
  }
}
