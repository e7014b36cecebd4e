import { effect } from "@preact/signals";
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import { type ServerMessage, wirePath } from "../server/wire.ts";
import { App } from "./components/app.tsx";
import { keepConnected } from "./connection.ts";
import { metronomeSpm } from "./current-values.ts";
import { createDashboardStore } from "./dashboard-store.ts";
import { choosePerson } from "./person.ts";
import { Requests } from "./requests.ts";
import { Sound } from "./sound.ts";
import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/header.css";
import "./styles/banners.css";
import "./styles/tiles.css";
import "./styles/measures.css";
import "./styles/plot.css";
import "./styles/pods.css";
import "./styles/alerts.css";
import "./styles/watch.css";
import "./styles/entry-bar.css";
import "./styles/sensors.css";
import "./styles/responsive.css";

// Preact moves an element with moveBefore where there is one, and Chromium 150 then leaves the styles within it as they were: an alert that
// goes up in the feed keeps its old colour, and its details do not open. Without it, Preact takes insertBefore.
Reflect.deleteProperty(Element.prototype, "moveBefore");

const store = createDashboardStore((publish) => requestAnimationFrame(publish));
const sound = new Sound({
  openAudio: () => ("AudioContext" in window ? new AudioContext() : null),
  speech: "speechSynthesis" in window ? speechSynthesis : null,
});
const choice = choosePerson(pageStorage());
const requests = new Requests({
  send: (message) => connection.send(message),
  onChange: store.setRequests,
  sessionTimeS: store.sessionTimeS,
});
const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${wirePath}`;
const connection = keepConnected({
  open: ({ onMessage, onClose }) => {
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => onMessage(String(data));
    socket.onclose = onClose;
    return { close: () => socket.close(), send: (text) => socket.send(text) };
  },
  onMessage: (message) => {
    store.receive(message);
    requests.takeMessage(message);
    letCuesBeHeard(message);
  },
  onState: (state) => {
    store.setConnection(state);
    if (state.phase === "lost") requests.connectionLost();
  },
});

/** Cues of a snapshot are of what was: only those that come now are heard. */
function letCuesBeHeard(message: ServerMessage): void {
  if (message.type !== "outputs") return;
  for (const output of message.outputs) if (output.kind === "cue") sound.play(output);
}

effect(() => {
  const { view, connection: line } = store.shown.value;
  sound.setMetronome(metronomeSpm(view, line));
});

// A tablet that wakes up or finds its network again should not wait for the next attempt.
addEventListener("online", connection.retryNow);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") connection.retryNow();
});

/** Null where the browser forbids it. */
function pageStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id app");
render(
  <App
    store={store}
    sound={sound}
    onRetry={connection.retryNow}
    onCalibrate={() => connection.send({ type: "calibrate" })}
    requests={requests}
    choice={choice}
  />,
  root,
);
