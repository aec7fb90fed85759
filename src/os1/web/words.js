// The sheet with everything that was said, for those who ask to see it.

const PAUSE = 20 * 60 * 1000; // a silence after which the time of day is shown again

export class Words {
  #list;
  #name;
  #shown = new Map();
  #reply = null; // the one that is being spoken
  #last = 0;

  constructor(list, name) {
    this.#list = list;
    this.#name = name;
  }

  called(name) {
    this.#name.textContent = name ?? "OS1";
    document.title = name ?? "OS1";
  }

  /** Show the conversation so far, in place of what is shown. */
  async load() {
    const response = await fetch("/api/transcript?n=200").catch(() => null);
    if (!response?.ok) return;
    const lines = await response.json();
    this.#list.replaceChildren();
    this.#shown.clear();
    this.#reply = null;
    this.#last = 0;
    for (const line of lines) {
      const side = line.speaker === "os1" ? "os1" : "person";
      this.#shown.set(line.id, this.#add(line.text, side, Date.parse(line.time)));
    }
    if (!lines.length) this.#add("Nothing has been said yet.", "empty");
    this.#down();
  }

  heard({ id, text }) {
    if (!this.#shown.has(id)) this.#shown.set(id, this.#add(text, "person", Date.now()));
  }

  /** One more clause of a reply, as it is spoken. */
  clause({ text, silent }) {
    if (silent) return this.aside(text); // the mouth failed: shown, though never said
    if (this.#reply) this.#reply.lastChild.textContent += ` ${text}`;
    else this.#reply = this.#add(text, "os1", Date.now());
    this.#down();
  }

  /** The whole reply as it was spoken; what was cut off goes again. */
  reply({ id, text, interrupted }) {
    const spoken = this.#reply;
    this.#reply = null;
    if (!text || this.#shown.has(id)) spoken?.remove();
    if (!text) return;
    const item = this.#shown.get(id) ?? spoken ?? this.#add(text, "os1", Date.now());
    this.#shown.set(id, item);
    item.lastChild.textContent = interrupted && text ? `${text} —` : text;
  }

  aside(text) {
    this.#add(text, "os1 aside");
  }

  #add(text, side, time = 0) {
    this.#list.querySelector(".empty")?.remove();
    const item = document.createElement("li");
    item.className = side;
    if (time && time - this.#last > PAUSE) item.append(clock(time));
    if (time) this.#last = time;
    const who = document.createElement("span");
    who.className = "unseen";
    who.textContent = side === "person" ? "You: " : side.startsWith("os1") ? `${this.#name.textContent}: ` : "";
    const words = document.createElement("span");
    words.textContent = text;
    item.append(who, words);
    this.#list.append(item);
    this.#down();
    return item;
  }

  #down() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}

function clock(time) {
  const then = new Date(time);
  const today = then.toDateString() === new Date().toDateString();
  const shown = document.createElement("time");
  shown.dateTime = then.toISOString();
  shown.textContent = then.toLocaleString([], {
    hour: "numeric",
    minute: "2-digit",
    ...(today ? {} : { weekday: "long", day: "numeric", month: "long" }),
  });
  return shown;
}
