// The live socket: events in, typed words out, and coming back by itself after the OS was away.

const SLOWEST = 10_000;
const SILENCE = 40_000; // the OS gives a sign of life every fifteen seconds

export class Wire extends EventTarget {
  #socket = null;
  #wait = 400;
  #timer = 0;
  #alarm = 0;

  constructor() {
    super();
    addEventListener("online", () => this.#soon(0));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.open) this.#soon(0);
    });
  }

  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = (this.#socket = new WebSocket(`${scheme}://${location.host}/api/live`));
    socket.onmessage = ({ data }) => {
      this.#listen();
      const { event, data: detail } = JSON.parse(data);
      if (event === "hello") this.#wait = 400;
      this.dispatchEvent(new CustomEvent("word", { detail: { name: event, data: detail } }));
    };
    socket.onclose = ({ code }) => this.#lost(socket, code);
    this.#listen();
  }

  /** Send typed words; false when there is no connection. */
  say(text) {
    if (!this.open) return false;
    this.#socket.send(JSON.stringify({ say: text }));
    return true;
  }

  #listen() {
    clearTimeout(this.#alarm);
    const socket = this.#socket;
    this.#alarm = setTimeout(() => {
      socket.close();
      this.#lost(socket, 1006);
    }, SILENCE);
  }

  async #lost(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimeout(this.#alarm);
    this.dispatchEvent(new Event("away"));
    if (code === 4401 || (await forgotten())) {
      location.reload(); // the server now answers with the pairing page
      return;
    }
    this.#soon(this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 1.7, SLOWEST);
  }

  #soon(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), delay);
  }
}

/** Whether the OS answers and does not know this device any more. */
async function forgotten() {
  try {
    return (await fetch("/api/state")).status === 401;
  } catch {
    return false;
  }
}
