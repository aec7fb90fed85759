// The quiet panel of devices that may come in, and the way to let in another.

import { ask, make, small } from "/kit.js";

export class Devices {
  #box;

  constructor(box) {
    this.#box = box;
  }

  async show() {
    const devices = await ask("/api/devices");
    const list = make("ul");
    list.append(...devices.map((device) => this.#row(device)));
    const place = make("div");
    place.setAttribute("aria-live", "polite");
    const invite = small("let another device in", "Let another device in", () => this.#invite(place));
    invite.classList.add("invite");
    this.#box.replaceChildren(list, invite, place);
  }

  #row(device) {
    const row = make("li");
    const name = make("span", device.name);
    name.append(make("small", device.here ? "this one" : device.live ? "here now" : `last here ${ago(device.seen)}`));
    const remove = small("remove", `Remove ${device.name}`, async () => {
      if (remove.textContent === "remove") {
        remove.textContent = "really?";
        remove.setAttribute("aria-label", `Really remove ${device.name}?`);
        setTimeout(() => (remove.textContent = "remove"), 4000);
        return;
      }
      await ask(`/api/devices/${device.id}`, "DELETE");
      if (device.here) location.reload();
      else this.show();
    });
    row.append(name, remove);
    return row;
  }

  async #invite(place) {
    try {
      const { code, address, seconds } = await ask("/api/invite", "POST");
      const picture = make("img");
      picture.src = `/api/invite.svg?${Date.now()}`;
      picture.alt = "QR code that lets one device in";
      const told = make("p", "Point its camera here, or open ");
      told.append(make("span", address), " and give it this code:", make("strong", code));
      told.append(make("small", `Good for one device and ${Math.max(1, Math.round(seconds / 60))} minutes.`));
      const card = make("div", "", "invitation");
      card.append(picture, told);
      place.replaceChildren(card);
    } catch (error) {
      place.replaceChildren(make("p", error.message));
    }
  }
}

function ago(time) {
  const days = Math.floor((Date.now() - Date.parse(time)) / 86_400_000);
  const words = new Intl.RelativeTimeFormat([], { numeric: "auto" });
  return days < 60 ? words.format(-days, "day") : words.format(-Math.round(days / 30), "month");
}
