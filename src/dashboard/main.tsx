import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import { wirePath } from "../server/wire.ts";
import { App } from "./components/app.tsx";
import { keepConnected } from "./connection.ts";
import { createDashboardStore } from "./dashboard-store.ts";
import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/header.css";
import "./styles/tiles.css";
import "./styles/measures.css";
import "./styles/plot.css";
import "./styles/pods-and-alerts.css";
import "./styles/sensors.css";
import "./styles/responsive.css";

const store = createDashboardStore((publish) => requestAnimationFrame(publish));
const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${wirePath}`;
const connection = keepConnected({
  open: ({ onMessage, onClose }) => {
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => onMessage(String(data));
    socket.onclose = onClose;
    return { close: () => socket.close(), send: (text) => socket.send(text) };
  },
  onMessage: store.receive,
  onState: store.setConnection,
});
// A tablet that wakes up or finds its network again should not wait for the next attempt.
addEventListener("online", connection.retryNow);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") connection.retryNow();
});

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id app");
const calibrate = () => connection.send({ type: "calibrate" });
render(<App store={store} onRetry={connection.retryNow} onCalibrate={calibrate} />, root);
