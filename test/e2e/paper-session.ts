import { Subject } from "rxjs";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { PersonAction } from "../../src/model/transport-event.ts";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";
import { AlertRun } from "../support/alert-run.ts";

/** Somebody who runs on paper, with the real alert engine, behind the real server. What is done on the page goes into the run. */
export class PaperSession {
  readonly run: AlertRun;
  readonly actions: PersonAction[] = [];
  readonly #outputs = new Subject<SessionOutput>();
  #taken = 0;
  #told = 0;

  constructor(changes: Partial<SessionHeader> = {}) {
    this.run = new AlertRun(changes);
  }

  serve(dashboardDir: string, port = 0): Promise<RunningServer> {
    return startServer({
      host: "127.0.0.1",
      port,
      portIsExplicit: true,
      dashboardDir,
      version: "0",
      session: {
        header: this.run.header,
        playback: { mode: "live", speed: 1, durationS: null },
        outputs: this.#outputs,
        sessionTimeS: () => this.run.timeS,
        act: (action) => {
          this.actions.push(action);
          const { timeS } = this.run;
          if (action.kind !== "calibrationRequest" && action.kind !== "beltSpeed") {
            this.tell(({ run }) => run.take({ ...action, timeS }));
          }
          return true;
        },
      },
    });
  }

  /** Lets something happen in the run, and the page hear of it. */
  tell(happens: (session: this) => unknown): void {
    happens(this);
    const news = [...this.run.taken.slice(this.#taken), ...this.run.told.slice(this.#told)];
    this.#taken = this.run.taken.length;
    this.#told = this.run.told.length;
    for (const output of news.sort((a, b) => a.timeS - b.timeS)) this.#outputs.next(output);
  }

  /** Says something that the engine does not. */
  say(output: SessionOutput): void {
    this.#outputs.next(output);
  }

  end(): void {
    this.#outputs.complete();
  }
}
