// The quiet panel of what is remembered: look, search, correct, forget. Nothing goes before it was shown.

import { ask, make, small } from "/kit.js";

const PAGE = 50;
const CERTAIN = { hearsay: "somebody said so", planned: "a plan", unsure: "not sure", told: "not confirmed" };
const WHO = { person: "You", os1: "I" };

export class Memory {
  #box;
  #search = make("input", "", "field");
  #news = make("div");
  #facts = make("ul");
  #lines = make("ul");
  #known = make("h2", "what I know");
  #said = make("h2", "what was said");
  #earlier;
  #undo = 0;

  constructor(box) {
    this.#box = box;
    this.#search.type = "search";
    this.#search.placeholder = "look for\u2026";
    this.#search.setAttribute("aria-label", "Look for something in the memory");
    this.#search.maxLength = 500;
    this.#search.onchange = () => this.#load();
    this.#news.setAttribute("aria-live", "polite");
    this.#earlier = small("earlier", "Show what was said earlier", () => this.#more());
    box.append(this.#search, this.#news, this.#known, this.#facts, this.#said, this.#lines, this.#earlier);
  }

  async show() {
    this.#search.value = "";
    await this.#load();
  }

  async #load() {
    const query = encodeURIComponent(this.#search.value.trim());
    const [facts, lines] = await this.#try(() =>
      Promise.all([ask(`/api/memory/facts?q=${query}`), ask(`/api/memory?q=${query}&n=${PAGE}`)]),
    );
    this.#known.hidden = !facts.length;
    this.#facts.replaceChildren(...facts.map((fact) => this.#fact(fact)));
    if (!query) lines.reverse(); // the latest first
    this.#lines.replaceChildren(...lines.map((line) => this.#line(line)));
    if (!lines.length) this.#lines.append(make("li", query ? "I can\u2019t find that." : "Nothing has been said yet."));
    this.#earlier.hidden = Boolean(query) || lines.length < PAGE;
  }

  async #more() {
    const last = this.#lines.lastElementChild?.dataset.id ?? "";
    const lines = await this.#try(() => ask(`/api/memory?before=${encodeURIComponent(last)}&n=${PAGE}`));
    this.#lines.append(...lines.reverse().map((line) => this.#line(line)));
    this.#earlier.hidden = lines.length < PAGE;
  }

  #line(line) {
    const row = make("li");
    row.dataset.id = line.id;
    const words = make("span", line.text);
    words.append(make("small", `${WHO[line.speaker] ?? line.speaker}, ${when(line.time)}`));
    row.append(words, small("forget", `Forget: ${line.text}`, () => this.#ask(row, [line.id])));
    return row;
  }

  #fact(fact) {
    const row = make("li");
    row.dataset.id = fact.id;
    const words = make("span", `${WHO[fact.subject] ?? fact.subject}: ${fact.negated ? "not " : ""}`);
    words.append(`${fact.relation.replaceAll("_", " ")} `, make("mark", fact.value));
    const notes = [CERTAIN[fact.certainty], fact.since && `since ${fact.since}`, `told ${when(fact.learned)}`];
    words.append(make("small", notes.filter(Boolean).join(", ")));
    const forget = small("forget", `Forget: ${words.textContent}`, () => this.#ask(row, fact.sources));
    row.append(words, small("correct", `Correct: ${words.textContent}`, () => this.#correct(row, fact)), forget);
    return row;
  }

  /** A line to write what is right into; left empty, it is only wrong. */
  #correct(row, fact) {
    const form = make("form");
    const field = make("input", "", "field");
    field.value = fact.value;
    field.maxLength = 500;
    field.setAttribute("aria-label", "What is right; leave it empty if it is only wrong");
    const save = small("save", "Save the correction", undefined);
    save.type = "submit";
    form.append(field, save, small("leave", "Leave it as it is", () => row.replaceWith(this.#fact(fact))));
    form.onsubmit = async (event) => {
      event.preventDefault();
      const value = field.value.trim();
      if (value === fact.value) return row.replaceWith(this.#fact(fact));
      await this.#try(() => ask(`/api/memory/facts/${encodeURIComponent(fact.id)}`, "PUT", { value }));
      this.#tell("Thank you. I have it right now.");
      await this.#load();
    };
    row.replaceChildren(form);
    field.select();
  }

  /** Show all that would go, where it was asked for. */
  async #ask(row, ids) {
    const lines = await this.#try(() => ask("/api/memory/would-forget", "POST", { ids }));
    const box = make("div", "", "asking");
    const count = lines.length === 1 ? "This goes:" : `These ${lines.length} go, as they belong together:`;
    box.append(make("p", count), ...lines.map((line) => make("p", `\u201c${line.text}\u201d`)));
    const back = row.cloneNode(false);
    box.append(
      small("forget it", "Really forget it", () => this.#forget(lines.map((line) => line.id))),
      small("keep it", "Keep it", () => this.#load()),
    );
    back.append(box);
    row.replaceWith(back);
    box.querySelector("button").focus();
  }

  async #forget(ids) {
    const gone = await this.#try(() => ask("/api/memory/forget", "POST", { ids }));
    await this.#load();
    const back = small("bring it back", "Bring back what was forgotten", async () => {
      await this.#try(() => ask(`/api/memory/forget/${gone.id}`, "DELETE"));
      this.#tell("It\u2019s back.");
      await this.#load();
    });
    this.#tell("Forgotten. In a minute it is gone for good.", back);
    clearTimeout(this.#undo);
    this.#undo = setTimeout(() => this.#tell("Gone for good."), 1000 * gone.seconds);
  }

  #tell(sentence, ...more) {
    clearTimeout(this.#undo);
    this.#news.replaceChildren(make("p", sentence), ...more);
  }

  /** What `work` gives; where it fails, its sentence is shown, and what called it goes no further. */
  async #try(work) {
    try {
      return await work();
    } catch (error) {
      this.#tell(error.message);
      throw error;
    }
  }
}

function when(time) {
  return new Date(time).toLocaleString([], { day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit" });
}
